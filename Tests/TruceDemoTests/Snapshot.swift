import Testing
import TruceScreen
import TruceTestSupport

/// Compares a screen with the recorded one of that name.
func expectScreen(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expectRecorded(frame.text, name, beside: #filePath, sourceLocation: sourceLocation)
}
