import TruceDocument
import TruceText

/// Opening: the text arrives, with what an earlier editor may have left behind.
extension Editor {
    mutating func take(_ opened: Opened) -> [Effect] {
        let recovered: Recovered?
        switch opened {
        case .document(let head, let found):
            document = head.document
            let rope = Rope(head.content)
            base = .version(BaseVersion(number: head.document.version, etag: head.document.contentETag, text: rope))
            show(rope)
            recovered = found
            say("")
        case .new(let found):
            base = .none
            show(Rope())
            recovered = found
            say("A new document: ^S creates it")
        case .failed(let problem):
            phase = .failed(problem.detail)
            return []
        }
        phase = .ready
        let began = Effect.journal(.began(base, area.rope))
        guard let recovered else { return [began] }
        return [began] + ask(.recover(recovered))
    }

    mutating func take(_ piece: FilePiece) -> [Effect] {
        switch piece {
        case .bytes(let bytes):
            phase = .reading
            area.load(bytes)
            say("Reading: \(area.rope.byteCount / 1024) KiB")
            return []
        case .end:
            base = .file(area.rope)
            say("")
        case .missing:
            base = .none
            say("A new file: ^S writes it")
        case .failed(let reason):
            phase = .failed(reason)
            return []
        }
        phase = .ready
        area.indentation = indentation
        return [.journal(.began(base, area.rope))]
    }

    /// Takes up the draft that was left behind.
    mutating func recover(_ recovered: Recovered) -> [Effect] {
        guard recovered.text != area.rope || recovered.resolution != nil else {
            say("The draft says what the document says")
            return [.journal(.forget(id: recovered.id))]
        }
        base = recovered.base
        _ = area.replaceAll(with: recovered.text, at: 0)
        revealCursor()
        say("Your draft is back: ^S saves it")
        var effects: [Effect] = [.journal(.began(base, area.rope))]
        if let resolution = recovered.resolution {
            open(
                Resolver(
                    name: name, actor: actor, base: base, mine: area.rope, theirs: resolution.theirs,
                    decisions: resolution.decisions, indentation: area.indentation, size: size))
            effects += journalResolution()
        }
        return effects + [.journal(.forget(id: recovered.id))]
    }

    private mutating func show(_ rope: Rope) {
        area = TextArea(rope)
        area.indentation = indentation
    }

    /// YAML and JSON take no tabs for indentation.
    private var indentation: [UInt8] {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let mediaType = document?.mediaType ?? ""
        let isData =
            ["yaml", "yml", "json"].contains(ending) || mediaType.contains("yaml") || mediaType.contains("json")
        return isData ? [32, 32] : [9]
    }
}
