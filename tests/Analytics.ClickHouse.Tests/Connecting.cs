namespace Analytics.ClickHouse.Tests;

internal static class Connecting
{
    public static ClickHouseEngine Connect(this ChdbServer server) =>
        ClickHouseEngine.Connect(ClickHouseOptions.Parse(server.Address.ToString(), null));
}
