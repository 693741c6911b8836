import Foundation
public import Testing

/// Compares a text, row by row, with the one that was recorded under a name in the folder `Snapshots` beside the calling
/// file; a missing one fails. `TRUCE_RECORD=1` records.
public func expectRecorded(
    _ text: String, _ name: String, beside file: String, sourceLocation: SourceLocation
) {
    let path = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["TRUCE_RECORD"] != nil {
        try? FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? text.write(to: path, atomically: true, encoding: .utf8)
        return
    }
    guard let recorded = try? String(contentsOf: path, encoding: .utf8) else {
        Issue.record("there is no screen '\(name)': record it with TRUCE_RECORD=1", sourceLocation: sourceLocation)
        return
    }
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == expected.count, "\(name)", sourceLocation: sourceLocation)
    for (number, (row, expected)) in zip(rows, expected).enumerated() {
        #expect(row == expected, "\(name), row \(number + 1)", sourceLocation: sourceLocation)
    }
}
