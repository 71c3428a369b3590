namespace Analytics.Server.Tests;

/// <summary>Pages as a person sees them. ANALYTICS_SCREENSHOTS names a folder that gets a picture of each.</summary>
[Collection(nameof(TestServer))]
public sealed class BrowserTests(TestServer server)
{
    private static readonly string[] s_both =
    [
        "/",
        "/view/explore/crashes",
        "/view/models/crashes/severity",
        "/view/data/gold.crashes.hotspots",
    ];

    private static string? Pictures => Environment.GetEnvironmentVariable("ANALYTICS_SCREENSHOTS");

    [BrowserFact]
    public async Task Every_page_fits_wide_and_narrow_light_and_dark_and_nothing_goes_wrong_in_it()
    {
        await using var browser = await Browser.Start();
        List<string> wrongs = [];
        foreach (var (width, isDark) in new[] { (1280, false), (390, true), (1280, true), (390, false) })
        {
            await browser.Look(width, isDark);
            // Colours and widths go together on few pages only: all pages wide and light, and narrow and dark, is enough for the rest.
            foreach (var path in PageTests.Addresses.Where(path => isDark == width < 600 || s_both.Contains(path)))
            {
                var what = $"{path} at {width}, {(isDark ? "dark" : "light")}";
                await browser.Open(server.Server.Url + path);
                await browser.Until("document.readyState === 'complete'", what);
                // What is below the window is asked for when it is scrolled to; what is drawn above moves what is below.
                await browser.Until(
                    $"(() => {{ const left = {UndrawnBoxes}; left[0]?.scrollIntoView(); return left.length === 0; }})()",
                    async () =>
                        $"figures of {what}: {await browser.Run($"{UndrawnBoxes}.map(box => box.dataset.figure + ' ' + box.className).join('; ')")}"
                );
                await browser.Run("scrollTo(0, 0)");
                if ((await browser.Run(Widest))?.ToString() is { Length: > 0 } beyond)
                {
                    wrongs.Add($"{what}: beyond the edge {beyond}");
                }

                if ((await browser.Run(Faintest))?.ToString() is { Length: > 0 } faint)
                {
                    wrongs.Add($"{what}: too faint {faint}");
                }

                if ((await browser.Run(Nameless))?.ToString() is { Length: > 0 } nameless)
                {
                    wrongs.Add($"{what}: without a name {nameless}");
                }

                wrongs.AddRange(browser.TakeWrongs().Select(wrong => $"{what}: {wrong}"));
                if (Pictures is { } folder)
                {
                    await browser.Picture(
                        Path.Combine(
                            Directory.CreateDirectory(folder).FullName,
                            $"{(path == "/" ? "home" : path.Trim('/').Split('?')[0].Replace('/', '-'))}-{width}-{(isDark ? "dark" : "light")}.png"
                        )
                    );
                }
            }
        }

        Assert.True(wrongs.Count == 0, string.Join('\n', wrongs));
    }

    [BrowserFact]
    public async Task A_link_swaps_the_page_in_place_and_going_back_brings_the_old_one()
    {
        await using var browser = await Browser.Start();
        await browser.Look(1280, false);
        await browser.Open(server.Server.Url + "/view/explore/crashes");
        await browser.Until("window.Plotly", "plotly is read");
        await browser.Run("window.stays = 1; document.querySelector('.side a[href=\"/view/explore/customers\"]').click()");
        await browser.Until(
            "location.pathname === '/view/explore/customers' && document.querySelector('.live .main-svg')",
            "the other page with a figure drawn"
        );
        Assert.Equal("1", (await browser.Run("window.stays"))!.ToString());
        Assert.Equal("1", (await browser.Run("document.querySelectorAll('script[src*=\"plotly\"]').length"))!.ToString());
        Assert.Equal(
            "/view/explore/customers",
            (await browser.Run("document.querySelector('[aria-current]').getAttribute('href')"))!.ToString()
        );
        await browser.Run("history.back()");
        await browser.Until(
            "location.pathname === '/view/explore/crashes' && document.querySelector('h1').textContent.toLowerCase().includes('crash')",
            "the old page"
        );
        Assert.Empty(browser.TakeWrongs());
    }

    [BrowserFact]
    public async Task The_threshold_slider_changes_the_confusion_matrix_and_the_address_by_keys_alone()
    {
        await using var browser = await Browser.Start();
        await browser.Look(1280, false);
        await browser.Open(server.Server.Url + "/view/models/crashes/severity?threshold=0.5");
        var before = (await browser.Run("document.querySelector('#decided').innerText"))!.ToString();
        await browser.Run("document.querySelector('#threshold').focus()");
        for (var i = 0; i < 10; i++)
        {
            await browser.Press("ArrowRight", 39);
        }

        await browser.Until("location.search.includes('threshold=0.6')", "the address holds the threshold");
        var after = (await browser.Run("document.querySelector('#decided').innerText"))!.ToString();
        Assert.NotEqual(before, after);
        Assert.Equal("?threshold=0.6", (await browser.Run("location.search"))!.ToString());
        await browser.Open((await browser.Run("location.href"))!.ToString());
        Assert.Equal(after, (await browser.Run("document.querySelector('#decided').innerText"))!.ToString());
    }

    [BrowserFact]
    public async Task The_first_tab_leads_to_the_content_and_enter_goes_there()
    {
        await using var browser = await Browser.Start();
        await browser.Look(1280, false);
        await browser.Open(server.Server.Url + "/view/data");
        await browser.Press("Tab", 9);
        Assert.Equal("skip", (await browser.Run("document.activeElement.className"))!.ToString());
        await browser.Press("Enter", 13);
        await browser.Until("document.activeElement.id === 'content' || location.hash === '#content'", "the content has the focus");
    }

    // Figures that are neither drawn by plotly.js nor there as a picture.
    private const string UndrawnBoxes = """
        [...document.querySelectorAll('[data-figure]')].filter(box => !(box.classList.contains('live') ? box.querySelector('.main-svg') : box.querySelector('img').complete))
        """;

    // What reaches beyond the window, but for what scrolls on its own.
    private const string Widest = """
        document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
          .filter(each => !each.closest('.scroll, pre, nav, .js-plotly-plot') && each.getBoundingClientRect().right > innerWidth + 1)
          .slice(0, 3).map(each => each.tagName + '.' + each.className).join(' ') || 'something'
        """;

    // Text whose contrast with what lies behind it is below 4.5 (WCAG 2.1, 1.4.3); figures have colours of their own.
    private const string Faintest = """
        (() => {
          const parse = text => { const m = text.match(/[\d.]+/g).map(Number); return text.startsWith('color(srgb') ? [m[0] * 255, m[1] * 255, m[2] * 255, m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1]; };
          const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
          const behind = each => { for (; each; each = each.parentElement) { const c = parse(getComputedStyle(each).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
          const found = new Set();
          for (const each of document.querySelectorAll('body *')) {
            if (each.closest('.figure, svg, .hidden, .skip') || ![...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
            if (!each.getClientRects().length) continue;
            const [a, b] = [light(parse(getComputedStyle(each).color)), light(behind(each))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (contrast < 4.5) found.add(`${each.tagName}.${each.className} ${contrast.toFixed(2)}`);
          }
          return [...found].slice(0, 5).join('; ');
        })()
        """;

    // Links, buttons, fields and pictures that nobody can name, and pages without exactly one first heading.
    private const string Nameless = """
        [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, img')]
          .filter(each => !each.closest('.js-plotly-plot') && !(each.labels && each.labels.length) && !(each.getAttribute('aria-label') || each.getAttribute('alt') || each.textContent.trim()))
          .map(each => each.outerHTML.slice(0, 80)).concat(document.querySelectorAll('h1').length === 1 ? [] : ['h1']).slice(0, 3).join('; ')
        """;
}
