/// Counts as a row of bars, one character each: a space for nothing, `▁` to `█` for 1 to the largest.
public func sparkline(_ counts: [Int]) -> String {
    let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let largest = max(counts.max() ?? 0, 1)
    return String(counts.map { $0 <= 0 ? " " : bars[($0 * bars.count - 1) / largest] })
}
