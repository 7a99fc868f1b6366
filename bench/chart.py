"""A chart of ratios as SVG: a group of bars a program, a bar a contender, native is a line.

Colours and sizes are here; nothing but the standard library is needed.
"""
from xml.sax.saxutils import escape

COLOURS = ["#2b6cb0", "#dd6b20", "#718096", "#38a169", "#805ad5"]
BAR, GAP, LEFT, WIDTH, TOP = 9, 8, 130, 640, 48
MOST = 4.0  # ratios above are cut, and their number is written


def bar(y, ratio, colour):
    width = min(ratio, MOST) / MOST * WIDTH
    label = f"{ratio:.2f}" + ("…" if ratio > MOST else "")
    return (f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 1}" fill="{colour}"/>'
            f'<text x="{LEFT + width + 4:.1f}" y="{y + BAR - 2}" font-size="8">{label}</text>')


def legend(contenders):
    x = LEFT
    for name, colour in zip(contenders, COLOURS):
        yield (f'<rect x="{x}" y="26" width="10" height="10" fill="{colour}"/>'
               f'<text x="{x + 14}" y="35">{escape(name)}</text>')
        x += 34 + 7 * len(name)


def line(height):
    x = LEFT + WIDTH / MOST
    return (f'<line x1="{x}" x2="{x}" y1="{TOP - 4}" y2="{height - 8}" stroke="#c53030" '
            f'stroke-dasharray="4 3"/><text x="{x + 3}" y="{height - 2}" fill="#c53030">native</text>')


def draw(title, contenders, rows):
    """`rows`: (program, {contender: ratio}). Returns the SVG's text."""
    parts, y = [], TOP
    for program, ratios in rows:
        middle = y + BAR * len(contenders) / 2 + 3
        parts.append(f'<text x="{LEFT - 6}" y="{middle}" text-anchor="end">{escape(program)}</text>')
        for name, colour in zip(contenders, COLOURS):
            if name in ratios:
                parts.append(bar(y, ratios[name], colour))
            y += BAR
        y += GAP
    height = y + 8
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 60}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="8" y="16" font-size="13">{escape(title)}</text>',
        *legend(contenders), *parts, line(height), "</svg>", ""])
