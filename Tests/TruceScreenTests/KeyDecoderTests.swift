import Testing
import TruceScreen
import TruceTestSupport

/// Bytes a terminal sends, and what they are. `\e` stands for Esc in the names only.
struct DecoderCase: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let inputs: [Input]

    init(_ text: String, _ inputs: Input...) {
        self.init(Array(text.utf8), inputs)
    }

    init(_ bytes: [UInt8], _ inputs: [Input]) {
        self.bytes = bytes
        self.inputs = inputs
    }

    var testDescription: String { Visible.string(bytes.span) }

    static func key(_ text: String, _ keys: Key...) -> DecoderCase {
        DecoderCase(Array(text.utf8), keys.map(Input.key))
    }
}

private let plainKeys: [DecoderCase] = [
    .key("a", .character("a")), .key("A", .character("A")), .key(" ", .character(" ")), .key("~", .character("~")),
    .key("é漢😀", .character("é"), .character("漢"), .character("😀")),
    .key("e\u{301}", .character("e"), .character("\u{301}")),
    .key("\u{0}", .control(" ")), .key("\u{1}", .control("a")), .key("\u{13}", .control("s")),
    .key("\u{11}", .control("q")), .key("\u{1A}", .control("z")),
    .key("\u{1C}\u{1D}\u{1E}\u{1F}", .control("\\"), .control("]"), .control("^"), .control("_")),
    .key("\u{8}", .backspace), .key("\u{7F}", .backspace), .key("\t", .tab), .key("\r", .enter), .key("\n", .enter),
    .key("\u{1B}x", .alt("x")), .key("\u{1B}1", .alt("1")), .key("\u{1B}é", .alt("é")),
    .key("\u{1B}\r", .enter.with(.alt)), .key("\u{1B}\u{7F}", .backspace.with(.alt)),
    .key("\u{1B}\u{13}", .control("s").with(.alt)),
    .key("\u{1B}\u{1B}x", .escape, .alt("x")),
]

private let sequences: [DecoderCase] = [
    // xterm, both cursor modes
    .key("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", .up, .down, .right, .left),
    .key("\u{1B}OA\u{1B}OB\u{1B}OC\u{1B}OD", .up, .down, .right, .left),
    .key("\u{1B}[H\u{1B}[F\u{1B}OH\u{1B}OF", .home, .end, .home, .end),
    .key("\u{1B}[1;5C", .right.with(.control)), .key("\u{1B}[1;2A", .up.with(.shift)),
    .key("\u{1B}[1;3D", .left.with(.alt)), .key("\u{1B}[1;6H", .home.with([.shift, .control])),
    .key("\u{1B}[1;8F", .end.with([.shift, .alt, .control])), .key("\u{1B}[1;9A", .up.with(.alt)),
    .key("\u{1B}[5C", .right.with(.control)), .key("\u{1B}O5C", .right.with(.control)),
    .key("\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~", .insert, .delete, .pageUp, .pageDown),
    .key("\u{1B}[3;5~", .delete.with(.control)), .key("\u{1B}[6;2~", .pageDown.with(.shift)),
    .key("\u{1B}OP\u{1B}OQ\u{1B}OR\u{1B}OS", .function(1), .function(2), .function(3), .function(4)),
    .key("\u{1B}[1;2P", .function(1).with(.shift)), .key("\u{1B}[1;5R", .function(3).with(.control)),
    .key(
        "\u{1B}[15~\u{1B}[17~\u{1B}[21~\u{1B}[23~\u{1B}[24~", .function(5), .function(6), .function(10), .function(11),
        .function(12)),
    .key("\u{1B}[15;2~", .function(5).with(.shift)), .key("\u{1B}[34~", .function(20)),
    .key("\u{1B}[Z", .backTab), .key("\u{1B}[1;2Z", .backTab),
    // Linux console, VT220, rxvt
    .key("\u{1B}[[A\u{1B}[[E", .function(1), .function(5)),
    .key("\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", .home, .end, .home, .end),
    .key("\u{1B}[11~\u{1B}[14~", .function(1), .function(4)),
    .key("\u{1B}[a\u{1B}[d", .up.with(.shift), .left.with(.shift)),
    .key("\u{1B}Oa\u{1B}Oc", .up.with(.control), .right.with(.control)),
    .key(
        "\u{1B}[3$\u{1B}[3^\u{1B}[3@", .delete.with(.shift), .delete.with(.control), .delete.with([.shift, .control])),
    .key("\u{1B}\u{1B}[A\u{1B}\u{1B}OB", .up.with(.alt), .down.with(.alt)),
    .key("\u{1B}\u{1B}\u{1B}[A", .escape, .up.with(.alt)),
    // Keypad in application mode
    .key("\u{1B}OM\u{1B}Oj\u{1B}Op\u{1B}Oy", .enter, .character("*"), .character("0"), .character("9")),
    // modifyOtherKeys and CSI u
    .key("\u{1B}[27;5;115~", .control("s")), .key("\u{1B}[27;6;83~", .control("s").with(.shift)),
    .key("\u{1B}[27;2;13~", .enter.with(.shift)), .key("\u{1B}[115;5u", .control("s")),
    .key("\u{1B}[97;2u", .character("A")), .key("\u{1B}[97:65;2:1u", .character("A")), .key("\u{1B}[27u", .escape),
    .key("\u{1B}[9;2u", .backTab), .key("\u{1B}[127;5u", .backspace.with(.control)), .key("\u{1B}[233;3u", .alt("é")),
    // Focus
    DecoderCase("\u{1B}[I\u{1B}[O", .focus(true), .focus(false)),
]

private let dropped: [DecoderCase] = [
    .key("\u{1B}[99~x", .character("x")), .key("\u{1B}[?64;1;2cx", .character("x")),
    .key("\u{1B}[>0;276;0cx", .character("x")),
    .key("\u{1B}[24;80Rx", .character("x")), .key("\u{1B}[?2026;1$yx", .character("x")),
    .key("\u{1B}[1;2;3;4Ax", .character("x")), .key("\u{1B}[1;999Ax", .character("x")),
    .key("\u{1B}Ozx", .character("x")),
    .key("\u{1B}[57358ux", .character("x")), .key("\u{1B}[97;17ux", .character("x")),
    .key("\u{1B}[155ux", .character("x")),
    .key("\u{1B}[" + String(repeating: "1;", count: 200) + "Ax", .character("x")),
    .key("\u{1B}[999999999999999999999~x", .character("x")),
    .key("\u{1B}[[zx", .character("x")),
    // A sequence that another key interrupts
    .key("\u{1B}[1;\rx", .enter, .character("x")), .key("\u{1B}[1;\u{1B}[A", .up), .key("\u{1B}[1é", .character("é")),
    .key("\u{1B}[\u{1B}[A", .alt("["), .up), .key("\u{1B}O\r", .alt("O"), .enter),
    // Answers to what a program before asked
    .key("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\x", .character("x")),
    .key("\u{1B}]11;rgb:00/00/00\u{7}x", .character("x")),
    .key("\u{1B}P>|xterm(388)\u{1B}\\x", .character("x")), .key("\u{1B}P1$r0m\u{1B}\\x", .character("x")),
    .key("\u{1B}]11;rgb\u{1B}[A", .up), .key("\u{1B}]1\rx", .enter, .character("x")),
    .key("\u{1B}]x", .alt("]"), .character("x")), .key("\u{1B}Px", .alt("P"), .character("x")),
    // Not UTF-8
    DecoderCase([0x80, 0x61, 0xFF, 0x62], [.key(.character("a")), .key(.character("b"))]),
    DecoderCase([0xC3, 0x61], [.key(.character("a"))]), DecoderCase([0xE2, 0x82, 0x61], [.key(.character("a"))]),
    DecoderCase([0xC0, 0x80, 0x61], [.key(.character("a"))]),
    DecoderCase([0xED, 0xA0, 0x80, 0x61], [.key(.character("a"))]),
    DecoderCase([0xE2, 0xC3, 0xA9], [.key(.character("é"))]), DecoderCase([0xC2, 0x9B, 0x41], [.key(.character("A"))]),
    DecoderCase([0xF4, 0x90, 0x80, 0x80, 0x61], [.key(.character("a"))]),
    // The end of a paste that has ended before
    .key("\u{1B}[201~x", .character("x")),
]

private func mouse(
    _ kind: MouseEvent.Kind, _ button: MouseEvent.Button, _ row: Int, _ column: Int,
    _ modifiers: Key.Modifiers = []
) -> Input {
    .mouse(MouseEvent(kind, button: button, at: Position(row: row, column: column), modifiers: modifiers))
}

private let mice: [DecoderCase] = [
    DecoderCase("\u{1B}[<0;5;3M\u{1B}[<0;5;3m", mouse(.press(clicks: 1), .left, 2, 4), mouse(.release, .left, 2, 4)),
    DecoderCase("\u{1B}[<1;1;1M", mouse(.press(clicks: 1), .middle, 0, 0)),
    DecoderCase("\u{1B}[<2;300;200M", mouse(.press(clicks: 1), .right, 199, 299)),
    DecoderCase("\u{1B}[<32;6;3M", mouse(.drag, .left, 2, 5)),
    DecoderCase("\u{1B}[<34;6;3M", mouse(.drag, .right, 2, 5)),
    DecoderCase("\u{1B}[<64;6;3M\u{1B}[<65;6;3M", mouse(.wheelUp, .none, 2, 5), mouse(.wheelDown, .none, 2, 5)),
    DecoderCase("\u{1B}[<4;6;3M", mouse(.press(clicks: 1), .left, 2, 5, .shift)),
    DecoderCase("\u{1B}[<8;6;3M", mouse(.press(clicks: 1), .left, 2, 5, .alt)),
    DecoderCase("\u{1B}[<80;6;3M", mouse(.wheelUp, .none, 2, 5, .control)),
    DecoderCase("\u{1B}[M !!\u{1B}[M#!!", mouse(.press(clicks: 1), .left, 0, 0), mouse(.release, .none, 0, 0)),
    // Moves without a button, sideways wheels, further buttons, cells that do not exist, nonsense
    DecoderCase("\u{1B}[<35;6;3M"), DecoderCase("\u{1B}[<66;6;3M"), DecoderCase("\u{1B}[<128;6;3M"),
    DecoderCase("\u{1B}[<0;0;3M"), DecoderCase("\u{1B}[<0;3M"), DecoderCase("\u{1B}[<0;3;3;3M"),
    DecoderCase("\u{1B}[<0;999999;3M"), DecoderCase("\u{1B}[<;;M"),
    DecoderCase(
        "\u{1B}[<0;5;3M\u{1B}[<0;5;3m\u{1B}[<0;5;3M\u{1B}[<0;5;3M\u{1B}[<0;6;3M",
        mouse(.press(clicks: 1), .left, 2, 4), mouse(.release, .left, 2, 4), mouse(.press(clicks: 2), .left, 2, 4),
        mouse(.press(clicks: 3), .left, 2, 4), mouse(.press(clicks: 1), .left, 2, 5)),
]

private func paste(_ text: String) -> Input { .paste(Array(text.utf8)) }

private let pastes: [DecoderCase] = [
    DecoderCase("\u{1B}[200~one\rtwo\u{1B}[201~x", paste("one\rtwo"), .key(.character("x"))),
    DecoderCase("\u{1B}[200~\u{1B}[201~", paste("")),
    DecoderCase("\u{1B}[200~\u{3}\u{1B}[A\u{1B}\u{1B}[20\u{1B}[201~", paste("\u{3}\u{1B}[A\u{1B}\u{1B}[20")),
    DecoderCase("\u{1B}[200~\u{1B}[200~\u{1B}[201~", paste("\u{1B}[200~")),
    DecoderCase(
        [0x1B, 0x5B, 0x32, 0x30, 0x30, 0x7E, 0xFF, 0x00, 0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E], [.paste([0xFF, 0x00])]),
]

@Suite("KeyDecoder") struct KeyDecoderTests {
    private static let all = plainKeys + sequences + dropped + mice + pastes

    @Test(arguments: all) func decodes(_ example: DecoderCase) {
        var decoder = KeyDecoder()
        #expect(decoder.feed(example.bytes, at: 0) == example.inputs)
        #expect(decoder.deadline == nil)
        #expect(decoder.expire(at: 100_000) == [])
    }

    @Test(arguments: all) func cutsMakeNoDifference(_ example: DecoderCase) {
        for cut in 0...example.bytes.count {
            var decoder = KeyDecoder()
            let inputs =
                decoder.feed(Array(example.bytes[..<cut]), at: 0) + decoder.expire(at: 0)
                + decoder.feed(Array(example.bytes[cut...]), at: 49)
            #expect(inputs == example.inputs, "cut at \(cut)")
        }
    }

    @Test func bytesOneByOneMakeNoDifference() {
        for example in KeyDecoderTests.all {
            var decoder = KeyDecoder()
            #expect(example.bytes.flatMap { decoder.feed([$0], at: 7) } == example.inputs)
        }
    }

    @Test func everythingInOneReadMakesNoDifference() {
        var decoder = KeyDecoder()
        let clickless = KeyDecoderTests.all.filter { example in
            !example.inputs.contains { if case .mouse = $0 { true } else { false } }
        }
        #expect(decoder.feed(clickless.flatMap(\.bytes), at: 0) == clickless.flatMap(\.inputs))
    }

    // MARK: Esc and time

    private func type(_ steps: [(time: Int64, text: String)], _ decoder: inout KeyDecoder) -> [Input] {
        var inputs: [Input] = []
        for step in steps {
            while let deadline = decoder.deadline, deadline < step.time { inputs += decoder.expire(at: deadline) }
            inputs += decoder.feed(Array(step.text.utf8), at: step.time)
        }
        while let deadline = decoder.deadline { inputs += decoder.expire(at: deadline) }
        return inputs
    }

    struct TimedCase: Sendable, CustomTestStringConvertible {
        let steps: [(time: Int64, text: String)]
        let inputs: [Input]
        var testDescription: String { steps.map { "\($0.time): \(Visible.string($0.text))" }.joined(separator: ", ") }

        init(_ steps: [(time: Int64, text: String)], _ keys: Key...) {
            self.steps = steps
            inputs = keys.map(Input.key)
        }
    }

    @Test(arguments: [
        TimedCase([(0, "\u{1B}")], .escape),
        TimedCase([(0, "\u{1B}"), (50, "x")], .alt("x")),
        TimedCase([(0, "\u{1B}"), (51, "x")], .escape, .character("x")),
        TimedCase([(0, "\u{1B}\u{1B}")], .escape, .escape),
        TimedCase([(0, "\u{1B}"), (60, "\u{1B}")], .escape, .escape),
        // The tail of a known sequence is dropped, in one piece or in several.
        TimedCase([(0, "\u{1B}"), (60, "[A"), (70, "x")], .escape, .character("x")),
        TimedCase([(0, "\u{1B}"), (999, "[1;5C"), (2000, "x")], .escape, .character("x")),
        TimedCase([(0, "\u{1B}"), (60, "["), (300, "3"), (900, "~"), (901, "x")], .escape, .character("x")),
        TimedCase([(0, "\u{1B}"), (60, "OP")], .escape),
        TimedCase([(0, "\u{1B}"), (60, "[<0;5;3M")], .escape),
        // Too late, or no known sequence: keys.
        TimedCase([(0, "\u{1B}"), (1000, "[A")], .escape, .character("["), .character("A")),
        TimedCase([(0, "\u{1B}"), (60, "[y")], .escape, .character("["), .character("y")),
        TimedCase(
            [(0, "\u{1B}"), (60, "[1"), (1200, "x")], .escape, .character("["), .character("1"), .character("x")),
        TimedCase([(0, "\u{1B}"), (60, "["), (80, "\u{1B}[A")], .escape, .character("["), .up),
        TimedCase([(0, "\u{1B}"), (60, "x[A")], .escape, .character("x"), .character("["), .character("A")),
        TimedCase([(0, "\u{1B}"), (60, "m")], .escape, .character("m")),
        // A slow line in the middle of a sequence.
        TimedCase([(0, "\u{1B}["), (900, "A")], .up),
        TimedCase([(0, "\u{1B}["), (1001, "A")], .alt("["), .character("A")),
        TimedCase([(0, "\u{1B}O")], .alt("O")),
        TimedCase([(0, "\u{1B}]")], .alt("]")),
        TimedCase([(0, "\u{1B}]"), (51, "1")], .alt("]"), .character("1")),
        TimedCase([(0, "\u{1B}[1;5"), (1001, "x")], .character("x")),
        TimedCase([(0, "\u{1B}]11;rgb"), (1001, "x")], .character("x")),
    ]) func countsTime(_ example: TimedCase) {
        var decoder = KeyDecoder()
        #expect(type(example.steps, &decoder) == example.inputs)
    }

    @Test func theEscapeDelayCanBeSet() {
        var settings = KeyDecoder.Settings()
        settings.escapeDelay = 300
        var decoder = KeyDecoder(settings)
        #expect(decoder.feed([0x1B], at: 1000) == [])
        #expect(decoder.deadline == 1300)
        #expect(decoder.expire(at: 1299) == [])
        #expect(decoder.expire(at: 1300) == [.key(.escape)])
    }

    @Test func aPasteWhoseBeginningWasTornIsStillAPaste() {
        var decoder = KeyDecoder()
        #expect(
            type([(0, "\u{1B}"), (60, "[200~^Cq"), (70, "\u{1B}[201~")], &decoder) == [.key(.escape), paste("^Cq")])
    }

    @Test func aPasteWithoutAnEndEndsAfterSilence() {
        var decoder = KeyDecoder()
        #expect(decoder.feed(Array("\u{1B}[200~ab\u{1B}[20".utf8), at: 0) == [])
        #expect(decoder.feed(Array("c".utf8), at: 4000) == [])
        #expect(decoder.expire(at: 8999) == [])
        #expect(decoder.expire(at: 9000) == [paste("ab\u{1B}[20c")])
        #expect(decoder.feed(Array("x".utf8), at: 9001) == [.key(.character("x"))])
    }

    @Test func aPasteThatIsTooLongSaysSo() {
        var settings = KeyDecoder.Settings()
        settings.pasteLimit = 4
        var decoder = KeyDecoder(settings)
        #expect(decoder.feed(Array("\u{1B}[200~1234\u{1B}[201~".utf8), at: 0) == [paste("1234")])
        let long = decoder.feed(Array("\u{1B}[200~12345\u{1B}[201~x".utf8), at: 0)
        #expect(long == [.pasteTooLong(byteCount: 5), .key(.character("x"))])
    }

    @Test func aSecondClickCountsOnlyIfItIsQuick() {
        var decoder = KeyDecoder()
        let press = Array("\u{1B}[<0;5;3M".utf8)
        let clicks: [Input] = [0, 400, 801].flatMap { decoder.feed(press, at: $0) }
        #expect(
            clicks == [
                mouse(.press(clicks: 1), .left, 2, 4), mouse(.press(clicks: 2), .left, 2, 4),
                mouse(.press(clicks: 1), .left, 2, 4),
            ])
    }

    @Test func terminfoGoesFirst() {
        var settings = KeyDecoder.Settings()
        settings.extraKeys = [
            Array("\u{1B}[A".utf8): .home, Array("\u{1B}[99~".utf8): .function(9), Array("\u{1B}q1".utf8): .end,
            Array("\u{8}".utf8): .delete, [0x1B]: .up,
        ]
        var decoder = KeyDecoder(settings)
        let inputs = decoder.feed(Array("\u{1B}[A\u{1B}[99~\u{1B}q1\u{8}\u{1B}[B".utf8), at: 0)
        #expect(inputs == [.home, .function(9), .end, .backspace, .down].map(Input.key))
        #expect(type([(0, "\u{1B}q")], &decoder) == [.key(.alt("q"))])
    }

    @Test(arguments: [
        ("", "x", "x"), ("\u{1B}", "", ""), ("\u{1B}", "x", "x"), ("\u{1B}", "[Ax", "x"), ("\u{1B}[1;", "5Cx", "x"),
        ("é", "x", "x"),
        ("\u{1B}]11;", "rgb\u{7}x", "x"),
    ]) func whatIsDroppedDoesNotComeLater(before: String, after: String, keys: String) {
        var decoder = KeyDecoder()
        var bytes = Array(before.utf8)
        if before == "é" { bytes.removeLast() }
        #expect(decoder.feed(bytes, at: 0) == [])
        decoder.dropPending()
        #expect(type([(10, after)], &decoder) == keys.unicodeScalars.map { .key(.character($0)) })
    }

    @Test func aPasteIsNotDroppedInTheMiddle() {
        var decoder = KeyDecoder()
        #expect(decoder.feed(Array("\u{1B}[200~one ".utf8), at: 0) == [])
        decoder.dropPending()
        #expect(decoder.feed(Array("two\u{1B}[201~".utf8), at: 1) == [paste("one two")])
    }

    // MARK: Anything

    @Test(arguments: 1...40 as ClosedRange<UInt64>) func anyBytesGiveHarmlessInputs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] =
            Array("\u{1B}\u{1B}\u{1B}[[O<;;:0123456789~MmuARPZ]$^@\u{7}\\ax\r\u{3}é漢".utf8) + [
                0xFF, 0x80, 0xC2, 0x9B, 0xF0,
            ]
        var decoder = KeyDecoder()
        var time: Int64 = 0
        var bytes: [UInt8] = []
        for _ in 0..<2000 {
            let any = UInt8.random(in: 0...255, using: &random)
            let byte = Bool.random(using: &random) ? any : alphabet.randomElement(using: &random) ?? 0
            bytes.append(byte)
            time += Int64.random(in: 0...40, using: &random)
            var inputs = decoder.feed([byte], at: time)
            while let deadline = decoder.deadline, deadline < time + 10 { inputs += decoder.expire(at: time + 10) }
            for case .key(let key) in inputs {
                guard case .character(let scalar) = key.code else { continue }
                #expect(scalar.properties.generalCategory != .control, "seed \(seed)")
            }
        }
        // Nothing is kept for ever, and the decoder goes on.
        while let deadline = decoder.deadline { _ = decoder.expire(at: deadline) }
        #expect(decoder.feed(Array("x".utf8), at: time + 100_000) == [.key(.character("x"))], "seed \(seed)")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>) func anyBytesCutAnywhereGiveTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<300).map { _ in
            Bool.random(using: &random)
                ? UInt8.random(in: 0...255, using: &random)
                : Array("\u{1B}[O<;1~M]".utf8).randomElement(using: &random) ?? 0
        }
        var whole = KeyDecoder()
        let expected = whole.feed(bytes, at: 0)
        var decoder = KeyDecoder()
        var rest = bytes[...]
        var inputs: [Input] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(9, rest.count), using: &random)
            inputs += decoder.feed(Array(rest.prefix(count)), at: 0)
            rest = rest.dropFirst(count)
        }
        #expect(inputs == expected, "seed \(seed)")
    }
}
