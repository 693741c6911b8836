import CNcurses
import TruceScreen

/// What terminfo knows about the keys of the current terminal.
enum TerminalKeys {
    /// Sequences that begin with Esc, and their keys. Function keys above 12 are left out: terminfo gives those numbers to
    /// shifted ones.
    static var sequences: [[UInt8]: Key] {
        var sequences: [[UInt8]: Key] = [:]
        for (name, key) in names + functionNames {
            guard let value = truce_capability(name) else { continue }
            let bytes = String(cString: value).utf8
            if bytes.count > 1, bytes.first == 0x1B { sequences[Array(bytes)] = key }
        }
        return sequences
    }

    private static let names: [(String, Key)] = [
        ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right),
        ("khome", .home), ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown),
        ("kich1", .insert), ("kdch1", .delete), ("kbs", .backspace), ("kcbt", .backTab), ("kent", .enter),
        ("kri", .up.with(.shift)), ("kind", .down.with(.shift)),
        ("kLFT", .left.with(.shift)), ("kRIT", .right.with(.shift)),
        ("kHOM", .home.with(.shift)), ("kEND", .end.with(.shift)),
        ("kPRV", .pageUp.with(.shift)), ("kNXT", .pageDown.with(.shift)),
        ("kDC", .delete.with(.shift)), ("kIC", .insert.with(.shift)),
    ]

    private static let functionNames: [(String, Key)] = (1...12).map { ("kf\($0)", .function($0)) }
}
