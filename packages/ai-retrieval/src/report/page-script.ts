/** What runs in the page: draws the charts from the data that stand in it. Plain JavaScript, since it is written into the page as it is. */
export const pageScript: string = String.raw`
const data = JSON.parse(document.getElementById('data').textContent);
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
Chart.defaults.color = colour('--text');
Chart.defaults.borderColor = colour('--line');
Chart.defaults.animation = false;
const palette = ['#3b6fd4', '#d9722e', '#2f9e77', '#b0489e', '#8a7a1f', '#c43d4b', '#4aa3c7', '#7d5bd0', '#6b7a8f', '#95571f'];
const most = palette.length - 1;
function groupsBy(key) {
  const groups = new Map();
  for (const point of data.points) {
    const known = groups.get(point[key]);
    if (known === undefined) groups.set(point[key], [point]);
    else known.push(point);
  }
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  const rest = sorted.slice(most).flatMap(([, points]) => points);
  return rest.length === 0 ? sorted : [...sorted.slice(0, most), ['(all others)', rest]];
}
const datasets = (key) => groupsBy(key).map(([label, points], at) => ({ label, data: points, backgroundColor: palette[at], pointRadius: 3 }));
const map = new Chart(document.getElementById('map'), {
  type: 'scatter',
  data: { datasets: datasets('source') },
  options: {
    maintainAspectRatio: false,
    scales: { x: { ticks: { display: false } }, y: { ticks: { display: false } } },
    plugins: { tooltip: { callbacks: { label: ({ raw }) => [raw.document, raw.heading, raw.access].filter((line) => line !== '') } } },
  },
});
document.getElementById('colour').addEventListener('change', ({ target }) => {
  map.data.datasets = datasets(target.value);
  map.update();
});
new Chart(document.getElementById('lengths'), {
  type: 'bar',
  data: { labels: data.bins.map(({ label }) => label), datasets: [{ label: 'chunks', data: data.bins.map(({ count }) => count), backgroundColor: palette[0] }] },
  options: { maintainAspectRatio: false, plugins: { legend: { display: false } }, scales: { x: { title: { display: true, text: 'index terms' } } } },
});
document.body.dataset.drawn = 'true';
`;
