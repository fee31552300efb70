// Hosts, read strictly.

import Testing

@testable import HTTPFront

@Suite struct HostFieldTests {
  @Test(
    arguments: [
      ("localhost", "localhost", nil), ("LocalHost:7878", "localhost", 7_878), ("127.0.0.1:1", "127.0.0.1", 1),
      ("[::1]", "::1", nil), ("[FD00::1]:80", "fd00::1", 80), ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1", nil),
      ("a-b_c.d~", "a-b_c.d~", nil), ("localhost:", "localhost", nil),
    ] as [(String, String, Int?)])
  func hostAndPortAreTakenApart(_ text: String, _ name: String, _ port: Int?) {
    let host = HostField(text)
    #expect(host?.name == name && host?.port == port)
  }

  @Test(arguments: ["", ":80", "[]", "[::1", "::1", "a b", "a:65536", "a:+1", "a\u{301}", "ä", "[\u{301}::1]", "a\0"])
  func whatIsNoHostIsNone(_ text: String) {
    #expect(HostField(text) == nil)
  }

  @Test func addressesOfTheConfigurationMayLackTheirBrackets() {
    #expect(HostField(configured: "fd00::1")?.name == "fd00::1" && HostField(configured: "[fd00::1]:80")?.port == 80)
    #expect(HostField(configured: "Jobs.Example:7878")?.name == "jobs.example")
  }
}
