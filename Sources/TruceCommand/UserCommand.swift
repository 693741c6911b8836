import ArgumentParser
import TruceDocument

/// `truce user`: who may use a store over the network.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Let people in over the network, and take that back.",
        discussion: """
            Over the network everybody needs a token; over the Unix socket nobody does. Users are kept by an admin, which \
            the user who runs the server is. A reader reads everything, a writer changes documents too, an admin keeps the \
            users too.

            Examples:
              truce user add ann --role writer   prints ann's token, once
              truce user list                    who may come, and since when
              truce user token ann               one more token, for another machine
              truce user revoke ann 01J9…        takes that token back, at once
              truce user remove ann              takes all of them back
              curl -H "Authorization: Bearer $TRUCE_TOKEN" https://HOST:PORT/v1/documents
            Ann sets TRUCE_SERVER and TRUCE_TOKEN, or has both in ~/.config/truce/tokens.
            """,
        subcommands: [Add.self, List.self, Token.self, Revoke.self, Remove.self])

    /// `truce user add`.
    struct Add: StoreCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a user, and print their token: the only time that it can be read.",
            discussion: """
                Example:
                  truce user add ann --role reader
                """)

        @OptionGroup var store: StoreOptions

        @Option(
            help: ArgumentHelp("What they may do: reader, writer or admin.", valueName: "role"),
            completion: .list(Role.allCases.map(\.rawValue)), transform: { try roleArgument($0) })
        var role = Role.writer

        @Argument(help: "The name under which their changes are recorded.", transform: { try userArgument($0) })
        var name: String

        func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
            let new = NewUser(name: name, role: role)
            _ = try await connection.ask { try await $0.add(new, as: $1) }.success
            try await printNewToken(of: name, connection, surroundings)
        }
    }

    /// `truce user list`.
    struct List: StoreCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the users and their tokens' ids.",
            discussion: """
                On a terminal a table; in a pipe a line for each user, its fields between tabs: name, role, time, ids of \
                tokens between spaces.

                Example:
                  truce user list --json
                """)

        @OptionGroup var store: StoreOptions

        @Flag(help: "One JSON object a line.")
        var json = false

        func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
            let output = surroundings.output
            let isLaidOut = output.isTerminal && !json
            var table = TextTable(columns: [
                .init(heading: "NAME"), .init(heading: "ROLE"), .init(heading: "SINCE"), .init(heading: "TOKENS"),
            ])
            try await forEachPage(from: PageRequest(limit: PageRequest.maximumLimit)) { page in
                try await connection.ask { try await $0.users(page, as: $1) }
            } _: { users in
                if json {
                    try output.jsonLines(users)
                } else {
                    table.rows += users.map { user in
                        let since = isLaidOut ? surroundings.clockTime(user.createdAt) : user.createdAt.rfc3339
                        return [
                            user.name, user.role.rawValue, since, user.tokens.map(\.id).joined(separator: " "),
                        ]
                    }
                }
                return true
            }
            if isLaidOut, table.rows.isEmpty {
                output.errorLine("No users. 'truce user add NAME' adds one.")
            } else {
                try output.table(table)
            }
        }
    }

    /// `truce user token`.
    struct Token: StoreCommand {
        static let configuration = CommandConfiguration(
            commandName: "token", abstract: "Print one more token for a user.",
            discussion: """
                Example:
                  truce user token ann
                """)

        @OptionGroup var store: StoreOptions

        @Argument(help: "The user.", transform: { try userArgument($0) })
        var name: String

        func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
            try await printNewToken(of: name, connection, surroundings)
        }
    }

    /// `truce user revoke`.
    struct Revoke: StoreCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Take one token back; the next request with it is refused.",
            discussion: """
                Example:
                  truce user revoke ann 01J9ZK3M5T8W2Y4B6D8F0H1K3N
                """)

        @OptionGroup var store: StoreOptions

        @Argument(help: "The user.", transform: { try userArgument($0) })
        var name: String

        @Argument(
            help: "The token's id, as 'truce user list' shows it; not the token.",
            transform: { try tokenIDArgument($0) })
        var id: String

        func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
            try await asking(connection) { try await $0.revokeToken(id, of: name, as: $1) }
        }
    }

    /// `truce user remove`.
    struct Remove: StoreCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove a user with every token; what they wrote stays.",
            discussion: """
                Example:
                  truce user remove ann
                """)

        @OptionGroup var store: StoreOptions

        @Argument(help: "The user.", transform: { try userArgument($0) })
        var name: String

        func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
            try await asking(connection) { try await $0.removeUser(name, as: $1) }
        }
    }
}

/// Makes a token and prints it alone, so that a script can take it.
private func printNewToken(
    of name: String, _ connection: StoreConnection, _ surroundings: Surroundings
) async throws {
    let issued = try await asking(connection) { try await $0.issueToken(to: name, as: $1) }
    try surroundings.output.line(issued.token.secret)
    guard surroundings.output.isTerminal else { return }
    surroundings.output.errorLine(
        "This is shown once. \(name) puts it into TRUCE_TOKEN; 'truce user revoke \(name) \(issued.id)' takes it back.")
}

/// Asks for a change of a user; where there is no such user or token, says what shows those that are there.
private func asking<Success>(
    _ connection: StoreConnection,
    _ body: (any DocumentStore & UserStore & ConflictSource, Caller) async throws -> Outcome<Success>
) async throws -> Success {
    do {
        return try await connection.ask(body).success
    } catch let problem as Problem where problem.cause == .plain(.notFound) {
        throw CommandFailure(.negative, problem.detail + " See 'truce user list'.")
    }
}

extension Outcome {
    /// What was done. Throws the refusal that stands in its place.
    fileprivate var success: Success {
        get throws(CommandFailure) {
            switch self {
            case .done(let success): return success
            case .conflict(let problem): throw CommandFailure(problem)
            }
        }
    }
}

private func userArgument(_ text: String) throws -> String {
    guard User.isName(text) else { throw ValidationError("A user's name has 1 to 200 bytes, without spaces.") }
    return text
}

private func roleArgument(_ text: String) throws -> Role {
    guard let role = Role(rawValue: text) else { throw ValidationError("A role is reader, writer or admin.") }
    return role
}

/// A token in an argument can be read by everybody on the machine, and would be in the shell's history.
private func tokenIDArgument(_ text: String) throws -> String {
    guard AccessToken(text) == nil else {
        throw ValidationError("This is the token itself, which is now in your shell's history. Name its id.")
    }
    return text
}
