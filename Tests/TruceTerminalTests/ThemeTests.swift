import Testing
import TruceScreen

@testable import TruceTerminal

@Suite("Theme") struct ThemeTests {
    /// Relative luminance of a colour of xterm's palette from 16 on (WCAG 2.1).
    private func luminance(_ color: UInt8) -> Double {
        let components = Theme.components(color)
        let channels = [components >> 16, components >> 8 & 0xFF, components & 0xFF].map { Double($0) / 255 }
        let linear = channels.map { value in
            // x^2.4 between the squares and cubes of x, which is near enough for a bound: x² · x^0.4.
            value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// x^2.4 as the fifth root of x^12, by Newton's method.
    private func power(_ x: Double) -> Double {
        let target = (0..<12).reduce(1.0) { product, _ in product * x }
        var root = x
        for _ in 0..<40 { root -= (root * root * root * root * root - target) / (5 * root * root * root * root) }
        return root
    }

    private func contrast(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test func blackAndWhite() {
        #expect(abs(luminance(231) - 1) < 0.001)
        #expect(luminance(16) == 0)
        #expect(Theme.components(24) == 0x005F87)
        #expect(Theme.components(255) == 0xEEEEEE)
        #expect(Theme.components(133) == 0xAF5FAF)
    }

    @Test(arguments: Style.Role.allCases) func canBeReadOnDarkAndLight(role: Style.Role) {
        let look = Theme.look(of: role, .palette)
        switch (look.foreground, look.background) {
        case (nil, nil): break
        case (let foreground?, nil):
            #expect(contrast(luminance(foreground), 0) >= 3)
            #expect(contrast(luminance(foreground), 1) >= 3)
        case (let foreground?, let background?): #expect(contrast(luminance(foreground), luminance(background)) >= 4.5)
        case (nil, .some): Issue.record("a background of its own under the terminal's foreground")
        }
    }

    /// What a person must tell apart from text does not lean on colour.
    @Test(
        arguments: [
            .title, .titleWarning, .status, .keyName, .mineChange, .theirsChange, .conflict, .replacement, .selection,
            .match, .banner,
            .prompt, .error,
        ] as [Style.Role]) func differsFromTextWithoutColour(role: Style.Role)
    {
        #expect(Theme.look(of: role, .monochrome).attributes != Theme.look(of: .text, .monochrome).attributes)
    }

    @Test(arguments: Style.Role.allCases) func monochromeHasNoColours(role: Style.Role) {
        let look = Theme.look(of: role, .monochrome)
        #expect(look.foreground == nil && look.background == nil)
        let basic = Theme.look(of: role, .eight)
        #expect([basic.foreground, basic.background].allSatisfy { ($0 ?? 0) < 8 })
    }
}
