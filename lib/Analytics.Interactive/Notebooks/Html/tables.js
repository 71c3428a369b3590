// Makes tables easier to read: numbers with thousands separators, a click on a heading sorts, long tables have pages, wide ones say that they scroll.
// Without this script a table is whole, as it came.
for (const scroll of document.querySelectorAll('.scroll')) for (const table of scroll.querySelectorAll('table')) {
  const headings = [...table.querySelectorAll('thead th')], body = table.tBodies[0];
  if (!headings.length || !body) continue;
  const size = 15;
  let rows = [...body.rows], first = 0;
  const text = (row, column) => row.cells[column]?.dataset.value ?? '';
  const isNumber = headings.map(heading => heading.align === 'right');
  for (const row of rows) for (const cell of row.cells) cell.dataset.value = cell.textContent;
  headings.forEach((heading, column) => {
    // Years stay as they are: only where a column holds a number of five digits its numbers are divided.
    const plain = /^-?\d+(\.\d+)?$/;
    if (isNumber[column] && rows.some(row => plain.test(text(row, column)) && Math.abs(Number(text(row, column))) >= 10000)) {
      for (const row of rows) if (plain.test(text(row, column))) row.cells[column].textContent = text(row, column).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
    }
  });
  const pager = document.createElement('p'), told = document.createElement('span');
  const button = (words, step) => {
    const each = document.createElement('button');
    each.type = 'button';
    each.textContent = words;
    each.addEventListener('click', () => { first += step; show(); });
    pager.append(each);
    return each;
  };
  const back = button('back', -size);
  pager.append(told);
  const next = button('next', size);
  pager.className = 'pager';
  const show = () => {
    rows.forEach((row, i) => row.classList.toggle('away', i < first || i >= first + size));
    told.textContent = ` ${first + 1} to ${Math.min(rows.length, first + size)} of ${rows.length} `;
    back.disabled = first === 0;
    next.disabled = first + size >= rows.length;
  };
  if (rows.length > size + 5) { scroll.after(pager); show(); }
  if (rows.length > 1) headings.forEach((heading, column) => {
    const sort = () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = row => isNumber[column] ? Number(text(row, column).replace(/[^\d.eE+-]/g, '')) : text(row, column);
      const isMissing = row => ['', 'null', 'NaN'].includes(text(row, column));
      const order = (a, b) => isNumber[column] ? key(a) - key(b) : key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
      // What is missing stays last, whichever way.
      rows.sort((a, b) => isMissing(a) - isMissing(b) || (down ? order(b, a) : order(a, b)));
      body.append(...rows);
      first = 0;
      if (pager.isConnected) show();
    };
    heading.tabIndex = 0;
    heading.addEventListener('click', sort);
    heading.addEventListener('keydown', event => { if (event.key === 'Enter') sort(); });
  });
  if (scroll.scrollWidth > scroll.clientWidth) {
    const hint = document.createElement('p');
    hint.className = 'pager';
    hint.textContent = 'The table goes on to the right: scroll it.';
    scroll.before(hint);
  }
}
