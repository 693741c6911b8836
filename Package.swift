// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors where every change is tested; a newer compiler's new warnings break nobody else's build.
let strictness: [SwiftSetting] = Context.environment["TRUCE_CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + strictness

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TruceTestSupport"], exclude: exclude, swiftSettings: settings)
}

/// Only `Resources/fuzz.sh` can link it: its `main` is libFuzzer's. It has the laws in common with the tests, by links.
let fuzzing: [Target] =
    Context.environment["TRUCE_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "TruceMergeFuzz", dependencies: ["TruceMerge", "TruceDiff"], path: "Tests/TruceMergeFuzz",
            swiftSettings: settings)
    ]

let package = Package(
    name: "truce",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "truce", targets: ["truce"]),
        .executable(name: "TruceFigures", targets: ["TruceFigures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Pure: no I/O, no clock, no tasks.
        module("TruceDiff"),
        module("TruceMerge", ["TruceDiff"]),
        module("TruceText", [.product(name: "_RopeModule", package: "swift-collections")]),
        module("TruceDocument", ["CCrypto"]),
        module("TruceScreen"),
        module("TruceEditor", ["TruceText", "TruceMerge", "TruceDiff", "TruceDocument", "TruceScreen"]),
        module("TruceView", ["TruceEditor", "TruceText", "TruceMerge", "TruceDiff", "TruceDocument", "TruceScreen"]),
        module("TruceDemo", ["TruceEditor", "TruceView", "TruceDocument", "TruceScreen"]),

        // C, as thin as can be.
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "CTruceSystem"),

        // The edges.
        module("TruceTerminal", ["TruceScreen", "CNcurses"]),
        module("TruceJournal", ["TruceDocument"]),
        module(
            "TruceClient",
            [
                "TruceDocument", "CTruceSystem",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]),
        module(
            "TruceStorage", ["TruceDiff", "TruceDocument", .product(name: "GRDB", package: "GRDB.swift")]),
        module(
            "TruceServer",
            [
                "TruceDocument", "TruceDiff", "CTruceSystem",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        module("TruceLocal", ["TruceDocument", "TruceClient", "CTruceSystem"]),
        module(
            "TruceRun",
            [
                "TruceEditor", "TruceView", "TruceJournal", "TruceTerminal", "TruceDocument", "TruceMerge",
                "TruceScreen", "TruceText", "CTruceSystem",
            ]),
        module(
            "TruceCommand",
            [
                "CTruceSystem", "TruceDiff", "TruceMerge", "TruceDocument", "TruceScreen", "TruceEditor", "TruceView",
                "TruceDemo",
                "TruceTerminal", "TruceClient", "TruceStorage", "TruceServer", "TruceLocal", "TruceRun",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(name: "truce", dependencies: ["TruceCommand"], swiftSettings: settings),

        // Prints how long truce takes; no part of it.
        .executableTarget(name: "TruceFigures", swiftSettings: settings),

        // What several tests need; no part of a product.
        .target(name: "TruceTestSupport", path: "Tests/TruceTestSupport", swiftSettings: settings),

        tests("TruceDiffTests", ["TruceDiff"]),
        tests("TruceMergeTests", ["TruceMerge", "TruceDiff"]),
        tests("TruceTextTests", ["TruceText"]),
        tests("TruceDocumentTests", ["TruceDocument"]),
        tests("TruceScreenTests", ["TruceScreen"]),
        tests(
            "TruceEditorTests",
            ["TruceEditor", "TruceText", "TruceMerge", "TruceDiff", "TruceDocument", "TruceScreen"]),
        tests(
            "TruceViewTests",
            ["TruceView", "TruceEditor", "TruceText", "TruceMerge", "TruceDiff", "TruceDocument", "TruceScreen"],
            exclude: ["Snapshots"]),
        tests(
            "TruceDemoTests",
            [
                "TruceDemo", "TruceView", "TruceEditor", "TruceText", "TruceMerge", "TruceDiff", "TruceDocument",
                "TruceScreen",
            ], exclude: ["Snapshots"]),
        tests("TruceTerminalTests", ["TruceTerminal", "TruceScreen", "CNcurses"]),
        tests("TruceJournalTests", ["TruceJournal", "TruceDocument"]),
        tests(
            "TruceClientTests",
            [
                "TruceClient", "TruceDocument",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("TruceLocalTests", ["TruceLocal", "TruceClient", "TruceDocument", "CTruceSystem"]),
        tests("TruceStorageTests", ["TruceStorage", "TruceDocument", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            "TruceCommandTests",
            [
                "TruceCommand", "TruceDocument", "TruceStorage", "TruceServer", "TruceClient", "TruceDiff",
                "TruceTerminal", "TruceLocal", "TruceEditor", "TruceText", "TruceRun",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests(
            "TruceServerTests",
            [
                "TruceServer", "TruceStorage", "TruceDocument",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests(
            "TruceRunTests",
            [
                "TruceRun", "TruceView", "TruceEditor", "TruceJournal", "TruceStorage", "TruceTerminal",
                "TruceDocument", "TruceMerge", "TruceScreen", "TruceText",
            ]),
        tests("TruceHouseTests", []),
        // Runs the program that the same build has made, in a real terminal.
        tests("TruceEndToEndTests", ["truce"]),
    ] + fuzzing
)
