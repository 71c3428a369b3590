"use strict";
// Pages work without this. With it a page is swapped in place, so that plotly.js is read once, still pictures come alive when they are seen,
// and forms marked data-live answer while they are changed.
(() => {
  const parser = new DOMParser();
  let turn = 0;

  // ---- Figures ----
  let plotly = null;
  const load = () => plotly ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.plotly;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { plotly = null; failed(new Error("plotly.js did not come")); };
    document.head.append(script);
  });

  const wrapped = (text, width) => {
    const lines = [""];
    for (const word of String(text).split(" ")) {
      if (lines[lines.length - 1].length + word.length > width) lines.push("");
      lines[lines.length - 1] += (lines[lines.length - 1] ? " " : "") + word;
    }
    return lines;
  };

  const thin = axis => {
    axis.nticks = Math.min(axis.nticks || 4, 4);
    if (axis.type === "category" || axis.dtick) delete axis.dtick;
    if (axis.ticktext && axis.ticktext.some(text => text.length > 6)) axis.tickangle = -45;
    if (!axis.tickvals || axis.tickvals.length <= 6) return;
    const each = Math.ceil(axis.tickvals.length / 6), kept = (_, i) => i % each === 0;
    axis.tickvals = axis.tickvals.filter(kept);
    if (axis.ticktext) axis.ticktext = axis.ticktext.filter(kept);
  };

  // Long names of bars, on two lines or more and in small letters, leave half of the width for the bars.
  const shorten = (axis, data) => {
    const found = [...new Set(data.flatMap(trace => Array.isArray(trace.y) ? trace.y : []))];
    const names = axis.ticktext || found.filter(name => typeof name === "string");
    if (!names.some(name => name.length > 20)) return;
    axis.tickvals = axis.ticktext ? axis.tickvals : names;
    axis.ticktext = names.map(name => wrapped(name, 20).join("<br>"));
    axis.tickfont = { ...axis.tickfont, size: 9 };
  };

  // Made for a page's width, title, margins and legend would lie upon each other in less.
  const fit = (layout, data, width) => {
    let top = 30;
    if (layout.title) {
      const title = typeof layout.title === "string" ? { text: layout.title } : layout.title;
      const lines = wrapped((title.text || "").replace(/<br>/g, " "), Math.max(30, width / 9));
      layout.title = { ...title, text: lines.join("<br>"), x: 0.02, xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 8 + 12 * (lines.length - 1) }, font: { ...title.font, size: 14 } };
      top = 20 + 19 * lines.length;
    }
    layout.margin = { l: 8, r: 12, t: top, b: 8, pad: 0 };
    const axes = Object.keys(layout).filter(key => /^[xy]axis/.test(key));
    if (axes.length === 2 && layout.xaxis && layout.yaxis) {
      const isRight = data.some(trace => trace.colorbar || (trace.marker && trace.marker.colorbar));
      layout.xaxis.domain = [0, isRight && layout.xaxis.domain ? layout.xaxis.domain[1] : 1];
      layout.yaxis.domain = [0, 1];
    }
    for (const key of axes) {
      const axis = layout[key];
      axis.automargin = true;
      axis.tickfont = { ...axis.tickfont, size: 11 };
      if (key[0] === "x") thin(axis); else shorten(axis, data);
    }
    layout.legend = { ...layout.legend, orientation: "h", x: 0, xanchor: "left", y: -0.2, yanchor: "top" };
  };

  const draw = async box => {
    const answer = await fetch(box.dataset.figure);
    if (!answer.ok) return;
    const figure = await answer.json(), layout = figure.layout || {};
    // Pictures of three dimensions need code made at run time, which the page's policy forbids: they stay still.
    if (figure.data.some(trace => /3d|surface/.test(trace.type))) return;
    const Plotly = await load();
    if (!box.isConnected) return;
    delete layout.width;
    layout.autosize = true;
    layout.height = Math.min(layout.height || 420, Math.max(320, window.innerHeight * 0.9));
    if (box.clientWidth < 640) fit(layout, figure.data, box.clientWidth);
    const live = document.createElement("div");
    box.append(live);
    try {
      box.classList.add("live");
      await Plotly.newPlot(live, figure.data, layout, { responsive: true, displaylogo: false, displayModeBar: false });
    } catch (error) {
      // The still picture says the same.
      box.classList.remove("live");
      live.remove();
      console.warn(error);
    }
  };

  const seen = new IntersectionObserver(entries => {
    for (const entry of entries.filter(each => each.isIntersecting)) {
      seen.unobserve(entry.target);
      draw(entry.target).catch(error => console.warn(error));
    }
  }, { rootMargin: "200px" });

  const begin = root => {
    for (const box of root.querySelectorAll("[data-figure]")) seen.observe(box);
  };

  const end = root => {
    for (const plot of root.querySelectorAll(".js-plotly-plot")) window.Plotly.purge(plot);
  };

  // ---- Pages ----
  const get = async url => {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
    return isPage ? { url: answer.url, page: parser.parseFromString(await answer.text(), "text/html") } : null;
  };

  const swap = (selector, page) => {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (!old || !fresh) return false;
    end(old);
    old.replaceWith(fresh);
    begin(fresh);
    return true;
  };

  const show = async (url, isNew) => {
    const mine = ++turn, main = document.querySelector("main");
    main.setAttribute("aria-busy", "true");
    try {
      const got = await get(url);
      if (mine !== turn) return;
      if (!got || !got.page.querySelector("main")) { location.href = url; return; }
      if (isNew) history.pushState(null, "", got.url + new URL(url, location.href).hash);
      document.title = got.page.title;
      swap(".side", got.page);
      swap("main", got.page);
      current();
      follow();
      drive();
      const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (place) place.scrollIntoView(); else if (isNew) window.scrollTo(0, 0);
      document.querySelector("main").focus({ preventScroll: true });
    } catch {
      if (mine === turn) location.href = url;
    }
  };

  const current = () => {
    const link = document.querySelector(".side [aria-current]"), nav = document.querySelector(".side nav");
    if (link && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = link.offsetLeft - nav.offsetLeft - 16;
  };

  const isOurs = url => url.origin === location.origin && (url.pathname === "/" || url.pathname.startsWith("/view/")) && !/\.\w+$/.test(url.pathname);

  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.hasAttribute("download")) return;
    const url = new URL(link.getAttribute("href"), location.href);
    if (!isOurs(url) || (url.hash && url.pathname === location.pathname && url.search === location.search)) return;
    event.preventDefault();
    show(url.href, true);
  });

  // ---- Forms ----
  const address = form => {
    const url = new URL(form.getAttribute("action") || location.pathname, location.href);
    // As browsers do: what the form says takes the place of what was asked before.
    url.search = "";
    for (const [name, value] of new FormData(form)) if (value !== "") url.searchParams.append(name, value);
    return url;
  };

  document.addEventListener("submit", event => {
    if (event.target.method !== "get" || event.defaultPrevented) return;
    event.preventDefault();
    show(address(event.target).href, true);
  });

  // A file's way to the server is shown; the page that answers takes this one's place.
  document.addEventListener("submit", event => {
    const form = event.target, bar = form.hasAttribute("data-upload") && form.querySelector("progress");
    if (!bar || event.defaultPrevented) return;
    event.preventDefault();
    const request = new XMLHttpRequest(), button = form.querySelector("button");
    const over = () => { bar.hidden = true; button.disabled = false; };
    request.upload.onprogress = sent => { if (sent.lengthComputable) bar.value = sent.loaded / sent.total; };
    request.onload = () => {
      over();
      const page = parser.parseFromString(request.responseText, "text/html");
      if (!swap("main", page)) { form.removeAttribute("data-upload"); form.submit(); }
    };
    request.onerror = () => { over(); form.removeAttribute("data-upload"); form.submit(); };
    bar.hidden = false;
    button.disabled = true;
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
  });

  // A live form replaces what it names, and leaves its address behind, so that a reload shows the same.
  let wait = 0;
  document.addEventListener("input", event => {
    const form = event.target.form, target = form && form.dataset.live;
    if (!target) return;
    const said = form.querySelector("output");
    if (said && event.target.type === "range") said.value = event.target.value;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const mine = ++turn, url = address(form).href.split("#")[0];
      const got = await get(url).catch(() => null);
      if (!got || mine !== turn) return;
      swap(target, got.page);
      history.replaceState(null, "", url);
    }, 120);
  });

  document.addEventListener("change", event => {
    if (event.target.form && event.target.hasAttribute("data-go")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", event => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // ---- Runs ----
  // The page of a run that is not over asks for itself again whenever something happens in the run.
  let source = null, due = 0;
  const follow = () => {
    const live = document.querySelector("[data-follow]");
    if (source && (!live || source.of !== location.pathname)) { source.close(); source = null; }
    if (!live || source) return;
    source = new EventSource(live.dataset.follow);
    source.of = location.pathname;
    const fresh = () => {
      due = due || setTimeout(async () => {
        due = 0;
        const got = source && source.of === location.pathname && await get(location.href).catch(() => null);
        if (got && source && source.of === location.pathname) { swap("#live", got.page); follow(); }
      }, 300);
    };
    for (const kind of ["state", "step", "count", "log"]) source.addEventListener(kind, fresh);
  };

  // ---- Cockpit ----
  let car = null, feet = 0;
  const drive = () => {
    const box = document.querySelector("[data-car]");
    if (car && car.box !== box) { car.close(); car = null; }
    if (!box || car) return;
    const seen = [];
    car = new EventSource(box.dataset.car);
    car.box = box;
    car.addEventListener("reading", event => {
      const now = JSON.parse(event.data);
      seen.push(now);
      if (seen.length > 300) seen.shift();
      for (const each of box.querySelectorAll("[data-of]")) {
        const value = now[each.dataset.of];
        if (each.tagName === "METER") each.value = value; else if (value !== null) each.textContent = value;
      }
      for (const line of box.querySelectorAll("[data-trace]")) {
        const { trace, most } = line.dataset;
        line.setAttribute("points", seen.map((each, i) => `${i},${(79 - 78 * Math.min(1, (each[trace] || 0) / most)).toFixed(1)}`).join(" "));
      }
    });
    car.addEventListener("end", () => car && car.close());
  };
  document.addEventListener("input", event => {
    const form = event.target.closest("[data-feet]");
    if (!form) return;
    clearTimeout(feet);
    feet = setTimeout(() => {
      const { mine, pedal, brake } = form.elements;
      const body = mine.checked ? { pedal: Number(pedal.value), brake: Number(brake.value) } : {};
      fetch(form.dataset.feet, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(error => console.warn(error));
    }, 80);
  });

  window.addEventListener("popstate", () => show(location.href, false));
  begin(document);
  current();
  follow();
  drive();
})();
