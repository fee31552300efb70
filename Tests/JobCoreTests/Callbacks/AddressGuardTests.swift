// Which addresses are private, in every spelling a resolver takes.

import Testing

@testable import JobCore

@Suite struct AddressGuardTests {
  @Test(arguments: [
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0", "10.1.2.3", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1",
    "64:ff9b::7f00:1", "2002:7f00:1::",
  ]) func privateAddressIsRefused(_ host: String) {
    #expect(throws: AddressGuard.Refusal.self) { _ = try AddressGuard.publicAddress(of: host).get() }
  }

  @Test(arguments: ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "192.169.0.1"])
  func publicAddressIsItself(_ host: String) throws {
    #expect(try AddressGuard.publicAddress(of: host).get() == host)
  }

  @Test func publicAddressInOtherClothesIsTaken() throws {
    #expect(throws: Never.self) { _ = try AddressGuard.publicAddress(of: "::ffff:8.8.8.8").get() }
  }

  @Test func cancelledLookUpAnswersAtOnce() async {
    let lookup = Task {
      while !Task.isCancelled { await Task.yield() }
      return await HostLookup().address(of: "localhost", timeoutMicros: 60_000_000)
    }
    lookup.cancel()
    let answer = await lookup.value
    #expect(throws: AddressGuard.Refusal.self) { _ = try answer.get() }
  }
}
