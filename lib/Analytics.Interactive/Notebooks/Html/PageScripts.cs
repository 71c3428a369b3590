namespace Analytics.Interactive.Notebooks.Html;

/// <summary>The few lines of JavaScript that pages hold.</summary>
internal static class PageScripts
{
    /// <summary>
    /// Draws the figures. On a narrow screen the margins, the title and the legend are laid out again by the width: made for a page's width, they would
    /// lie upon each other or beyond the edge.
    /// </summary>
    public const string Figures = """
        const narrow = window.innerWidth < 600;
        const wrapped = (text, width) => {
          const lines = [''];
          for (const word of String(text).split(' ')) {
            if (lines[lines.length - 1].length + word.length > width) lines.push('');
            lines[lines.length - 1] += (lines[lines.length - 1] ? ' ' : '') + word;
          }
          return lines;
        };
        const thin = axis => {
          axis.nticks = Math.min(axis.nticks || 4, 4);
          if (axis.type === 'category' || axis.dtick) delete axis.dtick;
          if (axis.ticktext && axis.ticktext.some(text => text.length > 6)) axis.tickangle = -45;
          if (!axis.tickvals || axis.tickvals.length <= 6) return;
          const each = Math.ceil(axis.tickvals.length / 6), kept = (_, i) => i % each === 0;
          axis.tickvals = axis.tickvals.filter(kept);
          if (axis.ticktext) axis.ticktext = axis.ticktext.filter(kept);
        };
        // Long names of bars, on two lines or more and in small letters, leave half of the width for the bars.
        const shorten = (axis, data) => {
          const found = [...new Set(data.flatMap(trace => Array.isArray(trace.y) ? trace.y : []))];
          const names = axis.ticktext || found.filter(name => typeof name === 'string');
          if (!names.some(name => name.length > 20)) return;
          axis.tickvals = axis.ticktext ? axis.tickvals : names;
          axis.ticktext = names.map(name => wrapped(name, 20).join('<br>'));
          axis.tickfont = { ...axis.tickfont, size: 9 };
        };
        const fit = (layout, data) => {
          let top = 30;
          if (layout.title) {
            const title = typeof layout.title === 'string' ? { text: layout.title } : layout.title;
            // The title of a chart has its second line in a tag of its own, which must not be cut.
            const [first, second] = (title.text || '').split('<br><span');
            const plain = text => text.replace(/<br>/g, ' ').replace(/<[^>]*>/g, '');
            const lines = wrapped(plain(first), 38).map(line => /^<b>/.test(first) ? '<b>' + line + '</b>' : line);
            if (second) lines.push(...wrapped(plain('<span' + second), 52).map(line => '<span style="font-size:11px;color:#6b6b6b">' + line + '</span>'));
            layout.title = { ...title, text: lines.join('<br>'), x: 0.02, xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { t: 8 + 12 * (lines.length - 1) }, font: { ...title.font, size: 14 } };
            top = 20 + 19 * lines.length;
          }
          layout.margin = { l: 8, r: 12, t: top, b: 8, pad: 0 };
          const axes = Object.keys(layout).filter(key => /^[xy]axis/.test(key));
          if (axes.length === 2 && layout.xaxis && layout.yaxis) {
            // A figure of one panel takes all the room, but for what stands right of it: the scale of its colours.
            const isRight = data.some(trace => trace.colorbar || (trace.marker && trace.marker.colorbar));
            layout.xaxis.domain = [0, isRight && layout.xaxis.domain ? layout.xaxis.domain[1] : 1];
            layout.yaxis.domain = [0, 1];
          }
          for (const key of axes) {
            const axis = layout[key];
            axis.automargin = true;
            axis.tickfont = { ...axis.tickfont, size: 11 };
            if (key[0] === 'x') thin(axis); else shorten(axis, data);
          }
          layout.legend = { ...layout.legend, orientation: 'h', x: 0, xanchor: 'left', y: -0.2, yanchor: 'top' };
        };
        for (const box of document.querySelectorAll('.figure')) {
          const figure = JSON.parse(box.querySelector('script').textContent);
          const layout = figure.layout || {};
          const tall = layout.height || 420;
          delete layout.width;
          layout.autosize = true;
          layout.height = Math.min(tall, Math.max(320, window.innerHeight * 0.9));
          if (narrow) fit(layout, figure.data);
          const live = document.createElement('div');
          box.appendChild(live);
          Plotly.newPlot(live, figure.data, layout, { responsive: true, displaylogo: false, displayModeBar: !narrow })
            .then(() => box.classList.add('live'), () => live.remove());
        }
        """;

    /// <summary>Hides what does not hold every word of the search.</summary>
    public const string Search = """
        const search = document.getElementById('search');
        search.addEventListener('input', () => {
          const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
          for (const item of document.querySelectorAll('li[data-words]')) item.hidden = !words.every(word => item.dataset.words.includes(word));
          for (const section of document.querySelectorAll('section')) section.hidden = !section.querySelector('li:not([hidden])');
        });
        """;
}
