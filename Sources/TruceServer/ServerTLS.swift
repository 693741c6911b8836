internal import Glibc
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import Synchronization

/// A server's certificate and key, which can be read again while it runs.
final class ServerTLS: Sendable {
    private let files: ServerConfiguration.TLSFiles
    private let context: Mutex<NIOSSLContext>

    /// Reads the files. Throws ``ServerStartError`` that names the file, and the line where there is one.
    init(_ files: ServerConfiguration.TLSFiles) throws(ServerStartError) {
        self.files = files
        context = Mutex(try Self.load(files))
    }

    /// Reads the files again, for the connections from now on; where that fails everything stays as it was.
    func reload() throws(ServerStartError) {
        let new = try Self.load(files)
        context.withLock { $0 = new }
    }

    /// What stands between the socket and HTTP.
    func makeHandler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context.withLock { $0 }) }

    private static func load(_ files: ServerConfiguration.TLSFiles) throws(ServerStartError) -> NIOSSLContext {
        let chain = try certificates(in: files.certificate)
        let key = try privateKey(in: files.key)
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerStartError(
                .certificate(
                    "the key does not belong to the first certificate in \(files.certificate): name the two that were "
                        + "made together"), address: files.key)
        }
    }

    /// The server's own certificate first, then those that lead to the authority.
    private static func certificates(in file: String) throws(ServerStartError) -> [NIOSSLCertificate] {
        var chain: [NIOSSLCertificate] = []
        for block in try blocks(in: file) where block.label == "CERTIFICATE" {
            do {
                chain.append(try NIOSSLCertificate(bytes: block.bytes, format: .pem))
            } catch {
                throw ServerStartError(
                    .certificate("line \(block.line): the certificate that begins here cannot be read"), address: file)
            }
        }
        guard !chain.isEmpty else {
            throw ServerStartError(
                .certificate("there is no certificate in it, which begins with -----BEGIN CERTIFICATE-----"),
                address: file)
        }
        return chain
    }

    private static func privateKey(in file: String) throws(ServerStartError) -> NIOSSLPrivateKey {
        var status = stat()
        if stat(file, &status) == 0, status.st_mode & 0o007 != 0 {
            throw ServerStartError(
                .certificate("everybody on this machine can read the key: chmod 600 \(file)"), address: file)
        }
        let keys = try blocks(in: file).filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard let block = keys.first else {
            throw ServerStartError(
                .certificate("there is no key in it, which begins with -----BEGIN PRIVATE KEY-----"), address: file)
        }
        guard !block.isEncrypted else {
            throw ServerStartError(
                .certificate(
                    "line \(block.line): the key has a passphrase, which nobody is here to type: "
                        + "take it off with 'openssl pkey -in \(file)'"), address: file)
        }
        do {
            return try NIOSSLPrivateKey(bytes: block.bytes, format: .pem)
        } catch {
            throw ServerStartError(
                .certificate("line \(block.line): the key that begins here cannot be read"), address: file)
        }
    }

    private static func blocks(in file: String) throws(ServerStartError) -> [PEMBlock] {
        guard let text = read(file) else {
            throw ServerStartError(.certificate(String(cString: strerror(errno))), address: file)
        }
        do {
            return try PEMBlock.all(in: text)
        } catch {
            throw ServerStartError(
                .certificate("line \(error.line): what begins here has no -----END \(error.label)-----"), address: file)
        }
    }

    /// The whole file, of 1 MiB at most; nil and `errno` where it cannot be read.
    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= 1 << 20 {
            let count = Glibc.read(descriptor, &part, part.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += part.prefix(count)
        }
        errno = EFBIG
        return nil
    }
}

/// Ends a connection whose handshake takes too long, which costs the server more than a slow request.
final class HandshakeLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let time: TimeAmount
    private var timer: Scheduled<Void>?

    init(time: TimeAmount) { self.time = time }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { timer?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }
}
