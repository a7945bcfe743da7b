//! The picture of the month for the README: shares by week, as plain SVG.

use super::Week;

/// What is drawn: a line of one language, its weeks.
pub type Line<'a> = (&'a str, &'a [Week]);

/// Left edge, top, width and height of the plot.
const PLOT: (f64, f64, f64, f64) = (46.0, 34.0, 400.0, 170.0);

/// Draws deflection and wrong answers of two languages by week. Each point says its number.
pub fn picture(lines: &[Line<'_>]) -> String {
    let (left, top, width, height) = PLOT;
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 560 250\" font-family=\"system-ui,sans-serif\" font-size=\"11\" role=\"img\">\n\
         <title>A simulated month: answered without a person rises, wrong answers do not</title>\n\
         <rect width=\"560\" height=\"250\" fill=\"#fff\"/>\n\
         <text x=\"46\" y=\"18\" font-size=\"13\" fill=\"#1f2937\">Questions that nobody learnt from, by week</text>\n",
    );
    for step in 0..=5 {
        let share = f64::from(step) / 5.0;
        let y = top + height * (1.0 - share);
        out += &format!(
            "<path d=\"M{left} {y:.1}h{width}\" stroke=\"#e5e7eb\"/><text x=\"40\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#6b7280\">{:.0}%</text>\n",
            y + 4.0,
            share * 100.0
        );
    }
    let weeks = lines.first().map_or(0, |line| line.1.len());
    let x = |week: usize| left + 20.0 + (width - 40.0) * week as f64 / (weeks.max(2) - 1) as f64;
    for week in 0..weeks {
        let name = if week == 0 { "before".to_owned() } else { format!("week {week}") };
        out += &format!(
            "<text x=\"{:.1}\" y=\"222\" text-anchor=\"middle\" fill=\"#6b7280\">{name}</text>\n",
            x(week)
        );
    }
    for (number, (name, weeks)) in lines.iter().enumerate() {
        let dash = if number == 0 { "" } else { " stroke-dasharray=\"5 3\"" };
        for (what, colour, share) in [
            ("answered rightly, no person", "#0f766e", Week::deflection as fn(&Week) -> f64),
            ("wrong answer", "#b45309", Week::wrong_rate as fn(&Week) -> f64),
        ] {
            let at = |week: usize| (x(week), top + height * (1.0 - share(&weeks[week])));
            let path: Vec<String> = (0..weeks.len()).map(at).map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            out += &format!(
                "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>\n",
                path.join("L")
            );
            for (week, counts) in weeks.iter().enumerate() {
                let (x, y) = at(week);
                // The second language's numbers stand below its line.
                let below = if number == 0 { -6.0 } else { 14.0 };
                out += &format!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"{colour}\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{colour}\">{:.0}</text>\n",
                    y + below,
                    share(counts) * 100.0
                );
            }
            let end = at(weeks.len().saturating_sub(1)).1;
            out += &format!(
                "<text x=\"452\" y=\"{:.1}\" fill=\"{colour}\">{name}: {what}</text>\n",
                end + 4.0 + 7.0 * number as f64
            );
        }
    }
    out + "</svg>\n"
}
