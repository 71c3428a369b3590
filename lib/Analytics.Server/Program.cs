return Analytics.Server.Serve.Run(args);
