using System.Runtime.CompilerServices;
using Analytics.SixthDomain;

namespace Analytics.Conformance;

/// <summary>Puts a domain of another assembly into the catalog before anything asks for it: it is held to the same promises as the others.</summary>
internal static class SixthDomainInCatalog
{
    [ModuleInitializer]
    internal static void Add() => Environment.SetEnvironmentVariable("ANALYTICS_DOMAINS", typeof(Bakery).Assembly.Location);
}
