import Glibc

/// Prints how long truce takes: `TruceFigures PROGRAM`, where PROGRAM is a truce to measure, a release build's; with
/// `merge` behind it how long merges take, with `events` how long events take, with `stores` and Kinto's port how many
/// requests it answers beside Kinto.
@main
enum Main {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 1, access(arguments[1], X_OK) == 0,
            let task = Task(arguments: Array(arguments.dropFirst(2)))
        else {
            print(
                """
                usage: TruceFigures PROGRAM [merge | events | stores KINTOPORT [FLOORSTORE]]
                for example TruceFigures .build/release/truce
                """)
            exit(2)
        }
        let program = arguments[1]
        var template = Array("/tmp/truce-figures-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fail("no folder can be made in /tmp") }
        let folder = String(cString: made)
        setenv("LC_ALL", "C.UTF-8", 1)
        setenv("TERM", "xterm-256color", 1)
        signal(SIGPIPE, SIG_IGN)
        switch task {
        case .first:
            printStart(program)
            printKeys(program, folder)
            printSaves(program, folder)
        case .merge: printMerges(program, folder)
        case .events: printEvents(program, folder)
        case .stores(let kinto, let floor): printStores(program, folder, kinto: kinto, floor: floor)
        }
        _ = Child.run(["rm", "-rf", folder])
    }

    /// What is measured.
    private enum Task {
        /// Start, keys and saves.
        case first
        case merge
        case events
        case stores(kinto: UInt16, floor: String?)

        init?(arguments: [String]) {
            switch arguments.first {
            case nil: self = .first
            case "merge" where arguments.count == 1: self = .merge
            case "events" where arguments.count == 1: self = .events
            case "stores" where (2...3).contains(arguments.count):
                guard let port = UInt16(arguments[1]) else { return nil }
                self = .stores(kinto: port, floor: arguments.count == 3 ? arguments[2] : nil)
            default: return nil
            }
        }
    }
}

/// `truce --version`, the first time with the page cache emptied where that is allowed.
private func printStart(_ program: String) {
    sync()
    let caches = open("/proc/sys/vm/drop_caches", O_WRONLY)
    let isCold = caches >= 0 && write(caches, "3", 1) == 1
    if caches >= 0 { close(caches) }
    let times = (0..<31).map { _ in
        measured { if Child.run([program, "--version"]) != 0 { fail("\(program) --version failed") } }
    }
    Figure("truce --version, \(isCold ? "page cache emptied" : "first run")", [times[0]]).print()
    Figure("truce --version, warm (asked: 30 ms)", Array(times.dropFirst())).print()
}

/// From a key to the last byte of the screen's update, on a document of 10 KB in a terminal of 80×24.
private func printKeys(_ program: String, _ folder: String) {
    let path = folder + "/document.md"
    let line = "All work and no play makes a dull document, so there is some play in this one.\n"
    var text = ""
    while text.utf8.count < 10_240 { text += line }
    guard let file = fopen(path, "w") else { fail("\(path) cannot be written") }
    fputs(text, file)
    fclose(file)
    let terminal = Terminal([program, "edit", "--file", path], rows: 24, columns: 80)
    terminal.waitForSilence(atLeast: 0.5)
    var times: [Double] = []
    for index in 0..<400 {
        times.append(terminal.press(index % 40 == 39 ? "\r" : "x"))
    }
    Figure("key to screen, typing in 10 KB (asked: 2 ms)", times).print()
    times = (0..<200).map { terminal.press($0 % 2 == 0 ? "\u{1B}[6~" : "\u{1B}[5~") }
    Figure("key to screen, PgDn and PgUp", times).print()
    terminal.end()
}

/// From PUT to 200 on a Unix socket, beside what the disk alone takes to sync as much.
private func printSaves(_ program: String, _ folder: String) {
    let run = folder + "/run"
    mkdir(run, 0o700)
    let server = Child([program, "serve", "--socket", run + "/s", "--store", folder + "/store.sqlite"])
    defer { server.end() }
    let connection = Connection(socket: run + "/s")
    let text = [UInt8](repeating: 120, count: 10_240)
    var etag = connection.put(text, header: "If-None-Match: *")
    let disk = open(folder + "/disk", O_WRONLY | O_CREAT, 0o600)
    var saves: [Double] = []
    var syncs: [Double] = []
    for index in 0..<400 {
        var changed = text
        changed[index] = 121
        saves.append(measured { etag = connection.put(changed, header: "If-Match: \(etag)") })
        syncs.append(
            measured {
                _ = pwrite(disk, changed, 8_192, off_t(index) * 8_192)
                fdatasync(disk)
            })
    }
    close(disk)
    Figure("save of 10 KB: PUT to 200, durable", saves).print()
    Figure("the disk alone: 8 KB appended and synced", syncs).print()
    let besides = saves.sorted()[saves.count / 2] - syncs.sorted()[syncs.count / 2]
    print("save besides the disk's sync, of the medians (asked: 5 ms): \(milliseconds(besides))")
}
