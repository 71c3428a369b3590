using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Charts;

namespace Analytics.Charts.Tests;

/// <summary>What a real browser says about both forms.</summary>
public sealed class BrowserTests
{
    [ProgramFact("chromium")]
    public void Plotly_accepts_every_attribute_and_draws_every_figure()
    {
        var page = new StringBuilder("<!DOCTYPE html><meta charset=utf-8><pre id=\"result\"></pre><script>")
            .Append(Chromium.Plotly)
            .Append("</script><script>const out=[];const jobs=[];\n");
        page.Append(
            "function go(name,f){try{for(const e of Plotly.validate(f.data,f.layout)||[])if(!name.startsWith('chart ')||!/did not get coerced|got defaulted/.test(e.msg))out.push(name+': '+e.msg);}catch(e){out.push(name+' validate: '+e)}\n"
        );
        page.Append(
            "const d=document.createElement('div');document.body.appendChild(d);jobs.push(Plotly.newPlot(d,f.data,f.layout,f.config).then(()=>{if(!d.querySelector('.main-svg'))out.push(name+': nothing drawn')}).catch(e=>out.push(name+' draw: '+e)));}\n"
        );
        foreach (var (name, figure) in Gallery.Figures)
        {
            page.Append("go(").Append(JsonSerializer.Serialize(name)).Append(',').Append(figure.ToPlotlyJson()).Append(");\n");
        }

        var charts = Gallery.Charts();
        foreach (var (name, chart) in charts)
        {
            page.Append("go(").Append(JsonSerializer.Serialize("chart " + name)).Append(',').Append(chart.ToPlotlyJson()).Append(");\n");
        }

        page.Append(
            "Promise.all(jobs).then(()=>{document.getElementById('result').textContent=out.join('\\n')||'all good '+Plotly.version+' '+jobs.length});</script>"
        );
        var result = Chromium.Result(page.ToString());
        Assert.True(result.StartsWith("all good", StringComparison.Ordinal), result);
        Assert.EndsWith(
            " " + (Gallery.Figures.Count + charts.Count).ToString(CultureInfo.InvariantCulture),
            result,
            StringComparison.Ordinal
        );
    }

    [ProgramFact("chromium")]
    public void Plotly_draws_every_box_even_where_the_first_has_no_outlier()
    {
        var figure = Plot.Box(["a", "a", "a", "b", "b", "b", "b", "b", "b"], [1, 2, 3, 1, 2, 3, 2, 1, 99]);
        var page =
            "<!DOCTYPE html><meta charset=utf-8><pre id=\"result\"></pre><div id=\"d\"></div><script>"
            + Chromium.Plotly
            + "</script><script>const f="
            + figure.ToPlotlyJson()
            + ";Plotly.newPlot('d',f.data,f.layout,f.config).then(()=>{document.getElementById('result').textContent=document.querySelectorAll('#d path.box').length+' boxes, '+document.querySelectorAll('#d .points path').length+' points'});</script>";
        Assert.Equal("2 boxes, 1 points", Chromium.Result(page));
    }

    [ProgramFact("chromium")]
    public void In_a_browser_no_upright_text_of_a_picture_lies_upon_another()
    {
        var page = new StringBuilder("<!DOCTYPE html><meta charset=utf-8><pre id=\"result\"></pre>");
        foreach (var (name, figure) in Gallery.Figures)
        {
            page.Append("<div id=\"").Append(name).Append("\">").Append(figure.ToSvg()).Append("</div>");
        }

        foreach (var (name, chart) in Gallery.Charts())
        {
            page.Append("<div id=\"chart-").Append(name).Append("\">").Append(chart.ToSvg()).Append("</div>");
        }
        // Glyphs fill about three quarters of the line box that the browser reports.
        page.Append(
            """
            <script>const out=[];let n=0;
            for(const svg of document.querySelectorAll('svg')){
              const b=[...svg.querySelectorAll('text:not([transform])')].map(t=>{const r=t.getBoundingClientRect();n++;return{s:t.lastChild.textContent,l:r.left+.5,r:r.right-.5,t:r.top+r.height*.15,b:r.bottom-r.height*.2}});
              for(let i=0;i<b.length;i++)for(let j=i+1;j<b.length;j++)
                if(b[i].l<b[j].r&&b[j].l<b[i].r&&b[i].t<b[j].b&&b[j].t<b[i].b)out.push(svg.parentNode.id+': '+b[i].s+' | '+b[j].s);}
            document.getElementById('result').textContent=out.join('\n')||'none of '+n;</script>
            """
        );
        Assert.Matches("^none of [0-9]{3,}$", Chromium.Result(page.ToString()));
    }

    [ProgramFact("chromium")]
    public void Text_is_never_wider_in_a_browser_than_measured_here()
    {
        string[] texts =
        [
            "Failing to yield right-of-way",
            "0123456789",
            "WWW mmm iii",
            "−1.5 °C × 3 ± 2",
            "Zürich, Łódź, Ávila",
            "Добрый день",
            "日本語のラベル",
            "(missing) [x] {y} ~ ^",
        ];
        var page = new StringBuilder(
            "<!DOCTYPE html><meta charset=utf-8><pre id=\"result\"></pre><script>const c=document.createElement('canvas').getContext('2d');const out=[];\n"
        );
        foreach (var bold in new[] { "", "bold " })
        {
            foreach (var family in new[] { TextSize.Family, "DejaVu Sans" })
            {
                page.Append("c.font='")
                    .Append(bold)
                    .Append("100px ")
                    .Append(family)
                    .Append("';for(const t of ")
                    .Append(JsonSerializer.Serialize(texts))
                    .Append(")out.push(c.measureText(t).width);\n");
            }
        }

        page.Append("document.getElementById('result').textContent=out.join(' ');</script>");
        var widths = Chromium
            .Result(page.ToString())
            .Split(' ')
            .Select(width => double.Parse(width, CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(4 * texts.Length, widths.Length);
        for (var i = 0; i < widths.Length; i++)
        {
            var measured = TextSize.Width(texts[i % texts.Length], 100, bold: i >= 2 * texts.Length);
            Assert.True(
                measured >= widths[i] * 0.985,
                $"'{texts[i % texts.Length]}' is {widths[i]:0} wide in the browser, {measured:0} here."
            );
        }
    }
}
