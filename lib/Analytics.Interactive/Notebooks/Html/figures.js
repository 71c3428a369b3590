// Draws the figures. Where there is much less room than they were made for, margins, titles and legend are laid out again by the width: they would lie
// upon each other or beyond the edge.
const wrapped = (text, width) => {
  // A number of cases stays on one line, and long words end at a slash.
  const words = String(text).replace(/ = /g, '\u00a0=\u00a0').split(' ').flatMap(word => word.length > width ? word.split(/(?<=\/)/) : [word]);
  const lines = [''];
  for (const word of words) {
    if (lines[lines.length - 1].length + word.length > width) lines.push('');
    lines[lines.length - 1] += (lines[lines.length - 1] ? ' ' : '') + word;
  }
  return lines;
};
const plain = text => text.replace(/<br>/g, ' ').replace(/<[^>]*>/g, '');
const fold = (title, width) => {
  const { text, ...rest } = typeof title === 'string' ? { text: title } : title;
  return { ...rest, text: wrapped(plain(text || ''), width).join('<br>'), font: { ...rest.font, size: 12 } };
};
const thin = (axis, names) => {
  if (names.length && names.length <= 12) {
    // Each of few names stays, in small letters and on a slope where they are long.
    const lines = names.map(name => wrapped(plain(name), 16));
    Object.assign(axis, { tickmode: 'array', tickvals: names, ticktext: lines.map(of => of.join('<br>')), tickfont: { ...axis.tickfont, size: 9 } });
    axis.tickangle = names.length * Math.max(...lines.flat().map(line => line.length)) > 44 ? -45 : 0;
    return;
  }
  axis.nticks = Math.min(axis.nticks || 4, 4);
  if (axis.type === 'category' || axis.dtick) delete axis.dtick;
  if (axis.ticktext && axis.ticktext.some(text => plain(String(text)).length > 6)) {
    axis.tickangle = -45;
    axis.ticktext = axis.ticktext.map(text => wrapped(plain(text), 16).join('<br>'));
  }
  if (!axis.tickvals || axis.tickvals.length <= 6) return;
  const each = Math.ceil(axis.tickvals.length / 6), kept = (_, i) => i % each === 0;
  axis.tickvals = axis.tickvals.filter(kept);
  if (axis.ticktext) axis.ticktext = axis.ticktext.filter(kept);
};
// The names on an axis, in the order of the data.
const namesOn = (axis, letter, data) => axis.ticktext && axis.type !== 'category' ? [] : [...new Set(data.flatMap(trace => Array.isArray(trace[letter]) ? trace[letter] : []))]
  .filter(name => typeof name === 'string' && axis.type !== 'date' && !/^\d{4}-\d\d-\d\d/.test(name));
// Names on the upright axis all stand; long ones, on two lines or more and in small letters, leave half of the width for the bars. Gives back how high they are.
const shorten = (axis, data) => {
  const names = axis.ticktext || namesOn(axis, 'y', data);
  if (!names.length || names.length > 60) return 0;
  const isLong = names.some(name => name.length > 20);
  axis.tickvals = axis.ticktext ? axis.tickvals : names;
  axis.tickmode = 'array';
  const lines = names.map(name => wrapped(name, 20));
  axis.ticktext = lines.map(of => of.join('<br>'));
  axis.tickfont = { ...axis.tickfont, size: isLong ? 9 : 11 };
  return names.length * (isLong ? Math.max(24, 4 + 12 * Math.max(...lines.map(of => of.length))) : 16);
};
// Takes out what is written above or below the panels, where there is no room, and gives it back.
const remarks = (layout, upright) => {
  const roof = Math.max(...upright.map(axis => axis.domain ? axis.domain[1] : 1), 0);
  const isRemark = note => note.yref === 'paper' && note.xanchor === 'left' && !note.textangle && !note.showarrow
    && (note.y >= roof && plain(note.text || '').length > 40 || note.y <= 0);
  const all = layout.annotations || [];
  layout.annotations = all.filter(note => !isRemark(note));
  return all.filter(isRemark).map(note => plain(note.text));
};
// Panels side by side: their titles in several lines, names that a row shares only left of it, and one title below each column.
const panels = (layout, level, isCells) => {
  const columns = layout.grid ? layout.grid.columns : new Set(level.map(key => (layout[key].domain || [0])[0])).size;
  if (columns < 2) return;
  for (const note of layout.annotations) {
    if (note.yref !== 'paper') continue;
    note.text = wrapped(plain(note.text), Math.floor(46 / columns)).join('<br>');
    note.font = { ...note.font, size: 9 };
  }
  if (!layout.grid) return;
  for (const key of level) {
    const at = +(key.slice(5) || 1), beside = layout[key.replace('x', 'y')];
    if (beside && beside.type === 'category' && (at - 1) % columns) beside.showticklabels = false;
    if (at + columns > level.length) continue;
    delete layout[key].title;
    // Panels of cells have the same hours; the lowest of a column says them for all.
    if (isCells) layout[key].showticklabels = false;
  }
};
// The title of a chart has its second line in a tag of its own, which must not be cut. Gives back how high all lines are.
const head = (layout, below, scale) => {
  const title = typeof layout.title === 'string' ? { text: layout.title } : layout.title;
  const [first, second] = (title.text || '').split('<br><span');
  const lines = wrapped(plain(first), Math.floor(36 * scale)).map(line => /^<b>/.test(first) ? '<b>' + line + '</b>' : line);
  const small = [second ? plain('<span' + second) : '', ...below].filter(text => text).join('. ');
  if (small) lines.push(...wrapped(small, Math.floor(52 * scale)).map(line => '<span style="font-size:11px;color:#6b6b6b">' + line + '</span>'));
  layout.title = {
    ...title, text: lines.join('<br>'), x: 0.02, xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { t: 24 },
    font: { ...title.font, size: 14 }
  };
  return Math.round(30 + 18.2 * lines.length) + (layout.grid ? 24 : 0);
};
// Cells that say their value need no key beside them; where they are narrow, how many cases there are is said when a cell is touched.
const cells = data => {
  for (const trace of data) {
    if (trace.type !== 'heatmap' || trace.texttemplate !== '%{text}' || !Array.isArray(trace.text)) continue;
    trace.showscale = false;
    trace.hovertext = trace.text;
    // Ten shares side by side have no room for tenths of a percent.
    const round = text => trace.text[0].length > 7 && /^[\d.]+%$/.test(text) ? Math.round(parseFloat(text)) + '%' : text;
    if (trace.text[0].length > 3) trace.text = trace.text.map(row => row.map(text => round(String(text || '').split('<br>')[0])));
    trace.textfont = { ...trace.textfont, size: 9 };
  }
};
const fit = (layout, data, width) => {
  // Plotly.NET names no axis that nothing is said of.
  if (data.some(trace => (trace.x || trace.y) && trace.type !== 'scatter3d')) for (const key of ['xaxis', 'yaxis']) layout[key] = layout[key] || {};
  cells(data);
  const axes = Object.keys(layout).filter(key => /^[xy]axis/.test(key)), level = axes.filter(key => key[0] === 'x');
  const below = remarks(layout, axes.filter(key => key[0] === 'y').map(key => layout[key]));
  panels(layout, level, data.every(trace => trace.type === 'heatmap'));
  // Over the plot stands what upright lines are called.
  const top = (layout.title ? head(layout, below, width / 390) : 30) + 14;
  layout.height = Math.max(layout.height + Math.max(0, top - 70), top + 150);
  for (const trace of data) if (trace.type === 'bar') Object.assign(trace, { textangle: 0, cliponaxis: false });
  // A long name right of a dot would end beyond the edge.
  for (const trace of data) if (trace.textposition === 'middle right' && Array.isArray(trace.text) && trace.text.some(text => plain(String(text)).length > 6)) trace.textposition = 'top center';
  // Lines over parallel axes have names above the axes, and no axes that make room for themselves.
  const parallel = data.filter(trace => trace.type === 'parcoords');
  for (const trace of parallel) Object.assign(trace, { labelangle: -20, labelfont: { ...trace.labelfont, size: 9 } });
  layout.margin = parallel.length ? { l: 44, r: 44, t: top + 36, b: 28, pad: 0 } : { l: 8, r: 12, t: top, b: 12, pad: 0 };
  if (axes.length === 2 && layout.xaxis && layout.yaxis) {
    // A figure of one panel takes all the room, but for what stands right of it: the scale of its colours.
    const isRight = data.some(trace => trace.showscale !== false && trace.colorbar || (trace.marker && trace.marker.colorbar));
    layout.xaxis.domain = [0, isRight && layout.xaxis.domain ? layout.xaxis.domain[1] : 1];
    layout.yaxis.domain = [0, 1];
  }
  // Letters of a title that stands upright.
  const letters = () => Math.max(14, Math.floor((layout.height - top - 70) / 7));
  for (const key of axes) {
    const axis = layout[key];
    axis.automargin = true;
    axis.tickfont = { ...axis.tickfont, size: 11 };
    if (key[0] === 'x') thin(axis, axes.length === 2 ? namesOn(axis, 'x', data) : []); else layout.height = Math.max(layout.height, top + 80 + shorten(axis, data));
    if (axis.title) axis.title = fold(axis.title, key[0] === 'x' ? 34 : letters());
  }
  const scales = data.flatMap(trace => [trace.colorbar, trace.marker && trace.marker.colorbar]).concat(layout.coloraxis && layout.coloraxis.colorbar);
  for (const scale of scales) if (scale && scale.title) scale.title = fold(scale.title, letters());
  const more = layout.xaxis && layout.xaxis.title ? layout.xaxis.title.text.split('<br>').length - 1 : 0;
  layout.height += 16 * more;
  const lines = (layout.xaxis && layout.xaxis.ticktext || []).flatMap(text => String(text).split('<br>'));
  const slope = layout.xaxis && layout.xaxis.tickangle ? Math.max(40, 5 * Math.max(0, ...lines.map(line => line.length))) : 0;
  layout.height += slope;
  const away = (66 + 16 * more + slope) / (layout.height - top - 90);
  layout.legend = { ...layout.legend, orientation: 'h', x: 0, xanchor: 'left', y: -away, yanchor: 'top' };
};
for (const box of document.querySelectorAll('.figure')) {
  const figure = JSON.parse(box.querySelector('script').textContent);
  const layout = figure.layout || {};
  const tall = layout.height || 420, made = layout.width || 760;
  delete layout.width;
  layout.autosize = true;
  layout.height = Math.min(tall, Math.max(320, window.innerHeight * 0.9));
  const narrow = box.clientWidth < 0.9 * made;
  if (narrow) fit(layout, figure.data, box.clientWidth);
  const live = document.createElement('div');
  box.appendChild(live);
  Plotly.newPlot(live, figure.data, layout, { responsive: true, displaylogo: false, displayModeBar: narrow ? false : 'hover' })
    .then(() => box.classList.add('live'), () => live.remove());
}
