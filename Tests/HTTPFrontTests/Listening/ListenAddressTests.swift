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

  @Test(arguments: [
    "", "unix://", "unix://relative", "unix:/x", "http://", "http://host", "http://:80", "http://h:99999",
    "http://h:-1", "http://h:x", "http://h/path:80", "https://h:443", "http://u@h:80", "tcp://h:1",
    "unix:///" + String(repeating: "x", count: 108),
  ])
  func otherFormsAreRefused(_ text: String) {
    #expect(throws: ListenAddressError.self) { _ = try ListenAddress(parsing: text) }
  }
}
