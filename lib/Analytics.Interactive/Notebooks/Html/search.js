// Hides what does not hold every word of the search.
const search = document.getElementById('search');
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
  for (const item of document.querySelectorAll('li[data-words]')) item.hidden = !words.every(word => item.dataset.words.includes(word));
  for (const section of document.querySelectorAll('section')) section.hidden = !section.querySelector('li:not([hidden])');
});
