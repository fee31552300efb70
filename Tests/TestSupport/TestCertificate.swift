// A certificate for this machine, made when it is needed, and a client that trusts it.

import Foundation
package import NIOSSL

/// A self-signed certificate and its key.
package struct TestCertificate: Sendable {
  private let directory: TemporaryDirectory

  /// - Parameter names: for whom it is, as openssl writes them.
  package init(names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 2) throws {
    directory = try TemporaryDirectory()
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/openssl")
    openssl.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=test",
      "-addext", "subjectAltName=\(names)", "-days", "\(days)", "-keyout", "\(directory.path)/key.pem", "-out",
      "\(directory.path)/certificate.pem",
    ]
    openssl.standardOutput = FileHandle.nullDevice
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
  }

  package func serverConfiguration() throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate.fromPEMFile("\(directory.path)/certificate.pem")
    let key = try NIOSSLPrivateKey(file: "\(directory.path)/key.pem", format: .pem)
    return .makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
  }

  /// Trusts this certificate and nothing else.
  package func clientConfiguration() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(directory.path)/certificate.pem"))
    return configuration
  }
}
