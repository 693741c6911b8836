import TruceScreen

/// How many colours a terminal has, as far as it matters here.
enum ColorDepth: CaseIterable, Sendable {
    case monochrome
    /// The eight of ECMA-48, whatever shades the terminal gives them.
    case eight
    /// The 256 of xterm.
    case palette
    /// Colour numbers are red, green and blue themselves.
    case direct
}

/// How a role is drawn: colours as xterm's numbers, nil for the terminal's own, and attributes.
struct Look: Equatable, Sendable {
    var foreground: UInt8?
    var background: UInt8?
    var attributes: Style.Emphasis

    init(_ foreground: UInt8? = nil, on background: UInt8? = nil, _ attributes: Style.Emphasis = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}

/// The looks of the roles.
///
/// The terminal's own background stays under text: foregrounds alone are of medium lightness, so that they can be read on
/// dark and on light backgrounds; where a background is set, so is the foreground. What matters differs in more than colour.
enum Theme {
    static func look(of role: Style.Role, _ depth: ColorDepth) -> Look {
        switch depth {
        case .monochrome: monochrome(role)
        case .eight: eight(role)
        case .palette, .direct: palette(role)
        }
    }

    private static func monochrome(_ role: Style.Role) -> Look {
        switch role {
        case .text, .resultAuto, .decided, .overview, .panel: Look()
        case .title, .status, .keyBar, .prompt, .replacement, .selection: Look(.reverse)
        case .titleWarning, .keyName, .banner, .error: Look([.reverse, .bold])
        case .heading, .mark, .conflict, .cursorLine, .actor1, .actor2, .added: Look(.bold)
        case .mineChange, .theirsChange, .removed: Look(.underline)
        case .match: Look([.reverse, .underline])
        case .lineNumber, .dimmed: Look(.dim)
        }
    }

    private static func eight(_ role: Style.Role) -> Look {
        let (black, red, green, yellow, blue, magenta, cyan, white):
            (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) =
                (0, 1, 2, 3, 4, 5, 6, 7)
        return switch role {
        case .text, .overview: Look()
        case .title, .prompt: Look(white, on: blue, .bold)
        case .titleWarning, .match: Look(black, on: yellow)
        case .status, .keyBar, .panel, .selection: Look(.reverse)
        case .keyName: Look([.reverse, .bold])
        case .heading, .cursorLine: Look(.bold)
        case .lineNumber, .dimmed: Look(.dim)
        case .mark: Look(yellow, .bold)
        case .mineChange, .actor1: Look(cyan, .bold)
        case .theirsChange, .actor2: Look(magenta, .bold)
        case .resultAuto: Look(cyan)
        case .conflict: Look(red, .bold)
        case .decided, .added: Look(green)
        case .removed: Look(red)
        case .replacement: Look(magenta, .reverse)
        case .banner: Look(black, on: green)
        case .error: Look(white, on: red, .bold)
        }
    }

    private static func palette(_ role: Style.Role) -> Look {
        switch role {
        case .text: Look()
        case .title: Look(255, on: 24, .bold)
        case .titleWarning: Look(16, on: 214, .bold)
        case .status: Look(252, on: 238)
        case .keyBar: Look(250, on: 236)
        case .keyName: Look(222, on: 236, .bold)
        case .heading, .cursorLine: Look(.bold)
        case .lineNumber, .overview, .dimmed: Look(244)
        case .mark: Look(166, .bold)
        case .mineChange: Look(32)
        case .theirsChange: Look(166)
        case .resultAuto: Look(30)
        case .conflict: Look(160, .bold)
        case .decided, .added: Look(28)
        case .removed: Look(160)
        case .replacement: Look(133, .reverse)
        case .selection: Look(16, on: 153)
        case .match: Look(16, on: 220)
        case .banner: Look(16, on: 150)
        case .prompt: Look(255, on: 60)
        case .error: Look(255, on: 124, .bold)
        case .panel: Look(253, on: 237)
        case .actor1: Look(32, .bold)
        case .actor2: Look(166, .bold)
        }
    }

    /// Red, green and blue of xterm's colours from 16 on, 8 bits each from the highest.
    static func components(_ color: UInt8) -> Int32 {
        let number = Int32(color)
        if number >= 232 {
            let gray = 8 + 10 * (number - 232)
            return gray << 16 | gray << 8 | gray
        }
        let cube = max(0, number - 16)
        let levels = [cube / 36, cube / 6 % 6, cube % 6].map { $0 == 0 ? 0 : 55 + 40 * $0 }
        return levels[0] << 16 | levels[1] << 8 | levels[2]
    }
}

extension Look {
    fileprivate init(_ attributes: Style.Emphasis) {
        self.init(nil, on: nil, attributes)
    }

    fileprivate init(_ foreground: UInt8, _ attributes: Style.Emphasis) {
        self.init(foreground, on: nil, attributes)
    }
}
