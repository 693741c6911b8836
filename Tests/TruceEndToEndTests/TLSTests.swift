import Foundation
import Testing

extension EndToEnd {
    /// The program behind TLS, seen by curl.
    @Suite struct TLSTests {
        /// What a person does: make a certificate, serve, add a user, come over the network; then renew the certificate.
        @Test func aCertificateIsRenewedWithoutANewServer() throws {
            let bench = try Workbench()
            let script = """
                set -e
                cd '\(bench.folder.path)'
                certificate() {
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=$1 \\
                        -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null
                    cp cert.pem $1.pem
                }
                certificate old
                mkfifo addresses log
                '\(bench.program)' serve --socket run/s --listen 0.0.0.0:0 --tls-cert cert.pem --tls-key key.pem \\
                    --store store.sqlite >addresses 2>log &
                server=$!
                trap 'kill $server' EXIT
                exec 3<addresses 4<log
                read -r socket <&3
                read -r url <&3
                echo "$socket"
                port=${url##*:}
                token=$('\(bench.program)' user add ann --role reader --server unix:run/s)
                ask() {
                    curl -sS --max-time 20 --cacert $1 -H "Authorization: Bearer $token" \\
                        https://localhost:$port/v1/documents || echo "not $1"
                    echo
                }
                ask old.pem
                certificate new
                ask new.pem 2>/dev/null
                kill -HUP $server
                while read -r line <&4; do case $line in *'read again'*) break ;; esac; done
                ask new.pem
                ask old.pem 2>/dev/null
                curl -sS --max-time 20 --cacert new.pem -o /dev/null -w '%{http_code}' https://localhost:$port/v1/documents
                """
            let ran = try bench.run(shell: script)
            #expect(ran.status == 0, "\(ran.errors)")
            #expect(
                ran.text.split(separator: "\n").map(String.init) == [
                    "unix:run/s", #"{"items":[]}"#, "not new.pem", #"{"items":[]}"#, "not old.pem", "401",
                ], "\(ran.text)\(ran.errors)")
        }
    }
}
