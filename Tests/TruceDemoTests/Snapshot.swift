import Foundation
import Testing
import TruceScreen

/// Compares a screen with the one that was recorded under a name; a missing one fails. `TRUCE_RECORD=1` records.
func expectScreen(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots/\(name).txt")
    let screen = frame.text
    if ProcessInfo.processInfo.environment["TRUCE_RECORD"] != nil {
        try? FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? screen.write(to: path, atomically: true, encoding: .utf8)
        return
    }
    guard let recorded = try? String(contentsOf: path, encoding: .utf8) else {
        Issue.record("there is no screen '\(name)': record it with TRUCE_RECORD=1", sourceLocation: sourceLocation)
        return
    }
    let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == expected.count, "\(name)", sourceLocation: sourceLocation)
    for (row, (line, expected)) in zip(lines, expected).enumerated() {
        #expect(line == expected, "\(name), row \(row + 1)", sourceLocation: sourceLocation)
    }
}
