"""An SVG of the ratios: one band for each workload, one dot for each contestant, a logarithmic axis."""

from math import log10
from xml.sax.saxutils import escape

from .report import Results, duration, shown
from .workloads import WORKLOADS

COLORS = ["#d1495b", "#edae49", "#00798c", "#30638e", "#8f2d56", "#66a182", "#5f4bb6", "#9c6644", "#555", "#111"]
LEFT, RIGHT, BAND, TOP = 300, 40, 34, 90
WIDTH = 1100


def svg(results: Results) -> str:
    workloads = [workload for workload in WORKLOADS if shown(workload, results)]
    contestants = list(results.versions)
    color = {name: COLORS[index % len(COLORS)] for index, name in enumerate(contestants)}
    points = []
    for row, workload in enumerate(workloads):
        reference = workload.reference
        for contestant in contestants:
            ratio = results.ratio(workload.name, contestant, reference)
            if ratio is not None:
                points.append((row, contestant, ratio))
    if not points:
        return ""
    low = min(0.1, min(ratio for _, _, ratio in points))
    high = max(10.0, max(ratio for _, _, ratio in points))
    span = log10(high) - log10(low)

    def x(ratio: float) -> float:
        return LEFT + (log10(ratio) - log10(low)) / span * (WIDTH - LEFT - RIGHT)

    height = TOP + BAND * len(workloads) + 40
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="16" y="26" font-size="17" font-weight="bold">Time of one operation, relative to node:sqlite '
        "(prepared); left is faster</text>",
    ]
    place = 16
    for name in contestants:
        out.append(f'<circle cx="{place + 6}" cy="50" r="6" fill="{color[name]}"/>')
        out.append(f'<text x="{place + 16}" y="54">{escape(name)}</text>')
        place += 34 + 7.2 * len(name)
    bottom = TOP + BAND * len(workloads)
    for decade in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200):
        if low <= decade <= high:
            stroke = "#888" if decade == 1 else "#ddd"
            out.append(f'<line x1="{x(decade):.1f}" x2="{x(decade):.1f}" y1="{TOP}" y2="{bottom}" stroke="{stroke}"/>')
            out.append(f'<text x="{x(decade):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#555">{decade:g}×</text>')
    for row, workload in enumerate(workloads):
        middle = TOP + BAND * row + BAND / 2
        if row % 2:
            out.append(f'<rect x="0" y="{middle - BAND / 2}" width="{WIDTH}" height="{BAND}" fill="#000" opacity="0.03"/>')
        out.append(f'<text x="{LEFT - 12}" y="{middle + 4}" text-anchor="end">{escape(workload.title)}</text>')
    for row, name, ratio in points:
        middle = TOP + BAND * row + BAND / 2
        time = results.median(workloads[row].name, name)
        label = escape(f"{name}: {duration(time)}, {ratio:.2f}×")
        out.append(
            f'<circle cx="{x(ratio):.1f}" cy="{middle}" r="6" fill="{color[name]}" fill-opacity="0.85" stroke="#fff">'
            f"<title>{label}</title></circle>"
        )
    out.append("</svg>")
    return "\n".join(out) + "\n"
