import ArgumentParser
import Testing

@testable import TruceCommand

/// The manual page names what the program has.
struct ManualTests {
    private static func manual() throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return String(decoding: try readFile("/\(root)/Resources/truce.1"), as: UTF8.self)
    }

    @Test(arguments: Truce.configuration.subcommands.map { $0._commandName })
    func everyCommandAndOptionIsInTheManual(_ command: String) async throws {
        let manual = try Self.manual()
        #expect(manual.contains("\n.It Cm \(command)"))
        let help = await run([command, "--help"]).text
        let options = help.matches(of: /(?m)^  (?:-\w, )?-(-[a-z-]+)/).map { $0.1 }
        #expect(options.contains("-help"))
        for option in options where option != "-help" {
            #expect(manual.contains("Fl \(option)") || manual.contains(", \(option)"), "-\(option)")
        }
    }
}
