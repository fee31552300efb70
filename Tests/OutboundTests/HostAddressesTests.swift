// Hosts that are written as addresses, in every spelling that a resolver takes.

import Testing

@testable import Outbound

@Suite struct HostAddressesTests {
  @Test(
    arguments: [
      ("127.0.0.1", [127, 0, 0, 1]), ("127.1", [127, 0, 0, 1]), ("0x7f.1", [127, 0, 0, 1]),
      ("2130706433", [127, 0, 0, 1]), ("::1", [UInt8](repeating: 0, count: 15) + [1]),
    ] as [(String, [UInt8])]) func addressesAreReadInEverySpelling(_ host: String, _ bytes: [UInt8])
  {
    #expect(HostAddresses.literal(host)?.bytes == [bytes])
  }

  @Test(arguments: ["localhost", "example.com", "", "1.2.3.4.5", "256.0.0.1"]) func namesAreNone(_ host: String) {
    #expect(HostAddresses.literal(host) == nil)
  }
}
