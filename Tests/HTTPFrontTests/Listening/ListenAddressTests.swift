// Addresses as an administrator writes them.

import Testing

@testable import HTTPFront

@Suite struct ListenAddressTests {
  @Test func knownFormsAreRead() throws {
    #expect(try ListenAddress(parsing: "unix:///run/jobd.sock") == .unix(path: "/run/jobd.sock"))
    #expect(try ListenAddress(parsing: "http://127.0.0.1:7878") == .tcp(host: "127.0.0.1", port: 7878))
    #expect(try ListenAddress(parsing: "http://localhost:0/") == .tcp(host: "localhost", port: 0))
    #expect(try ListenAddress(parsing: "http://[::1]:80") == .tcp(host: "::1", port: 80))
  }

  @Test func descriptionReadsBackTheSame() throws {
    for text in ["unix:///run/jobd.sock", "http://127.0.0.1:7878", "http://[::1]:80"] {
      #expect(try ListenAddress(parsing: text).description == text)
    }
  }

  @Test(
    arguments: [
      ("http://0.0.0.0:80", "http://127.0.0.1:80", true), ("http://0:80", "http://127.0.0.1:80", true),
      ("http://[::]:80", "http://[::1]:80", true), ("http://[0:0::0]:80", "http://[::1]:80", true),
      ("http://127.0.0.1:80", "http://127.0.0.1:80", false), ("http://127.9.9.9:80", "http://127.9.9.9:80", false),
      ("http://[::1]:80", "http://[::1]:80", false), ("http://localhost:80", "http://localhost:80", false),
      ("http://192.0.2.7:80", "http://192.0.2.7:80", true), ("http://example.net:80", "http://example.net:80", true),
      ("unix:///run/jobd.sock", "unix:///run/jobd.sock", false),
    ])
  func addressForProgramsOfThisMachineWorksThere(_ text: String, _ local: String, _ isOpen: Bool) throws {
    let address = try ListenAddress(parsing: text)
    #expect("\(address.local)" == local && address.isOpenToOthers == isOpen)
    // A host that is all addresses is no host to name.
    #expect((address.ownHost == nil) == (text != local || text.hasPrefix("unix")))
  }

  @Test(arguments: [
    "", "unix://", "unix://relative", "unix:/x", "http://", "http://host", "http://:80", "http://h:99999",
    "http://h:-1", "http://h:x", "http://h/path:80", "https://h:443", "http://u@h:80", "tcp://h:1",
    "unix:///" + String(repeating: "x", count: 108),
  ])
  func otherFormsAreRefused(_ text: String) {
    #expect(throws: ListenAddressError.self) { _ = try ListenAddress(parsing: text) }
  }
}
