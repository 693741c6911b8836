import Testing

/// A place that breaks a rule of the house.
struct Finding: Equatable, CustomStringConvertible {
    var path: String
    /// From 1.
    var line: Int
    var message: String

    init(_ path: String, line: Int = 1, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String { "\(path):\(line): \(message)" }
}

/// Fails once for each finding, at its place.
func expectNone(_ findings: [Finding]) {
    for finding in findings {
        let place = SourceLocation(
            fileID: "truce/" + finding.path, filePath: Repository.location(of: finding.path),
            line: finding.line, column: 1)
        Issue.record("\(finding)", sourceLocation: place)
    }
}
