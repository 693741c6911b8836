import TruceScreen

/// Where the demo's parts lie: a hint, two editors, the strip of requests and answers, the keys; or the three-way view of
/// one editor with the last requests.
struct DemoLayout: Equatable {
    /// Where each editor's frame goes, without its row of keys; the same for both where one has the whole screen.
    let editors: [Rect]
    /// The rows of requests and answers.
    let strip: Rect
    /// Whether one editor has the whole screen.
    let isWhole: Bool
    private let total: Size

    init(_ size: Size, isResolving: Bool) {
        total = size
        isWhole = isResolving
        if isResolving {
            let rows = min(size.rows < 30 ? 1 : 3, max(0, size.rows - 4))
            strip = Rect(row: size.rows - 1 - rows, column: 0, rows: rows, columns: size.columns)
            let whole = Rect(row: 0, column: 0, rows: max(0, size.rows - 1 - rows), columns: size.columns)
            editors = [whole, whole]
        } else {
            let isWide = size.columns >= 100
            let stripRows = min(isWide ? 8 : 4, max(0, size.rows / 5))
            strip = Rect(
                row: max(0, size.rows - 1 - stripRows), column: 0, rows: stripRows, columns: size.columns)
            let rows = max(0, size.rows - 2 - stripRows)
            if isWide {
                let left = (size.columns - 1) / 2
                editors = [
                    Rect(row: 1, column: 0, rows: rows, columns: left),
                    Rect(row: 1, column: left + 1, rows: rows, columns: size.columns - left - 1),
                ]
            } else {
                editors = [
                    Rect(row: 1, column: 0, rows: (rows + 1) / 2, columns: size.columns),
                    Rect(row: 1 + (rows + 1) / 2, column: 0, rows: rows / 2, columns: size.columns),
                ]
            }
        }
    }

    /// The size that an editor is told: with its row of keys.
    func size(of seat: Int) -> Size { Size(rows: editors[seat].size.rows + 1, columns: editors[seat].size.columns) }

    /// The row of an editor that has the whole screen, for a row of the screen.
    func row(_ screenRow: Int) -> Int { screenRow == total.rows - 1 ? editors[0].size.rows : screenRow }
}
