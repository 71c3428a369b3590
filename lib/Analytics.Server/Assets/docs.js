"use strict";
// The whole address of the description, this server's own: nothing is asked of any other.
Scalar.createApiReference("#app", { url: "/openapi/v1.json", withDefaultFonts: false, telemetry: false, agent: { disabled: true } });
