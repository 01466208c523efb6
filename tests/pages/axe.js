// Runs axe-core on the page, and settles what it leaves open where that can be settled: the contrast of texts that something
// else lies over, or that are too short for it; and whether the focus is to be seen on each control. `done` gets what was
// found.
const done = arguments[arguments.length - 1];

const numbers = colour => (colour.match(/[\d.]+/g) || []).map(Number);
const lightness = ([red, green, blue]) => {
    const part = value => value <= 10 ? value / 12.92 / 255 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
};
const contrast = (one, other) => {
    const [dark, light] = [lightness(one), lightness(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
};
const over = ([red, green, blue, alpha = 1], below) =>
    [red, green, blue].map((value, place) => value * alpha + below[place] * (1 - alpha));
// What a gradient is made of.
const stops = image => (image.match(/rgba?\([^)]*\)/g) || []).map(numbers);
// Every colour that may lie behind it; nothing where that is a picture.
const behind = one => {
    let layers = [];
    for (let at = one; at; at = at.parentElement) {
        const style = getComputedStyle(at), image = style.backgroundImage;
        if (image.includes('url(')) return [];
        const colour = numbers(style.backgroundColor);
        layers.push([...stops(image), colour]);
        if (colour[3] === undefined) break;
    }
    return layers.reverse().reduce((below, layer) => below.flatMap(under => layer.map(one => over(one, under))), [[255, 255, 255]]);
};
// What a text in a drawing lies on: the shapes it touches, and the paper unless one of them is under all of it.
const drawn = (text, paper) => {
    const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const holds = (one, other) => one.left <= other.left && one.right >= other.right && one.top <= other.top && one.bottom >= other.bottom;
    const box = text.getBoundingClientRect();
    return [...text.ownerSVGElement.querySelectorAll('rect')].reduce((ground, shape) => {
        const place = shape.getBoundingClientRect(), fill = getComputedStyle(shape).fill;
        if (!meets(place, box) || !fill.startsWith('rgb')) return ground;
        const on = ground.map(under => over(numbers(fill), under));
        return holds(place, box) ? on : [...ground, ...on];
    }, paper);
};

const TEXT_LEAST = 4.5, OUTLINE_LEAST = 3, OUTLINE_PIXELS_LEAST = 2;

const name = one => one.outerHTML.slice(0, 120);
// What axe-core was not sure of, said by the colours as they are set.
const unsure = (node, violations) => {
    const one = document.querySelector(node.target.join(' '));
    const svg = one && one.ownerSVGElement;
    const paper = one ? behind(svg ? svg.parentElement : one) : [];
    if (paper.length === 0) return true;
    const ground = svg ? drawn(one, paper) : paper;
    const style = getComputedStyle(one), ink = numbers(svg ? style.fill : style.color);
    const found = Math.min(...ground.map(under => contrast(over(ink, under), under)));
    if (found < TEXT_LEAST) violations.push(`contrast ${found.toFixed(2)}: ${name(one)}`);
    return false;
};
const focus = violations => {
    const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    let looked = 0;
    for (const one of document.querySelectorAll(controls)) {
        if (one.disabled || !one.checkVisibility()) continue;
        one.focus();
        const style = getComputedStyle(one), width = parseFloat(style.outlineWidth);
        const ring = numbers(style.outlineColor);
        const isSeen = document.activeElement === one && style.outlineStyle !== 'none' && width >= OUTLINE_PIXELS_LEAST
            && behind(one.parentElement).every(back => contrast(ring, back) >= OUTLINE_LEAST);
        if (!isSeen) violations.push(`focus not to be seen: ${name(one)}`);
        looked += 1;
    }
    return looked;
};

axe.run(document).then(found => {
    const violations = found.violations.map(rule => rule.id + ' (' + rule.impact + '): '
        + rule.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; '));
    const left = [];
    for (const rule of found.incomplete) {
        for (const node of rule.nodes) {
            if (rule.id !== 'color-contrast' || unsure(node, violations)) left.push(rule.id + ': ' + node.html.slice(0, 120));
        }
    }
    done({ passed: found.passes.map(rule => rule.id), left, violations, focused: focus(violations) });
}, error => done({ passed: [], left: [], focused: 0, violations: [String(error)] }));
