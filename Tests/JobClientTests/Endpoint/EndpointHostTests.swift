// What connections and requests know of an address.

import Testing

@testable import JobClient

@Suite struct EndpointHostTests {
  @Test func ipv6AddressLosesItsBracketsOnlyWhereItIsConnectedTo() {
    let endpoint = Endpoint.tcp(host: "[::1]", port: 7_878, isTLS: false)
    #expect(endpoint.hostName == "::1" && endpoint.hostField == "[::1]:7878")
  }

  @Test(arguments: [
    (Endpoint.unix(path: "/x"), "localhost"), (.tcp(host: "h", port: 80, isTLS: false), "h"),
    (.tcp(host: "h", port: 443, isTLS: true), "h"), (.tcp(host: "h", port: 443, isTLS: false), "h:443"),
    (.tcp(host: "h", port: 80, isTLS: true), "h:80"), (.tcp(host: "h", port: 7_878, isTLS: false), "h:7878"),
  ]) func portThatGoesWithoutSayingIsNotSaid(_ endpoint: Endpoint, _ field: String) {
    #expect(endpoint.hostField == field)
  }

  @Test func onlyHttpsIsEncrypted() throws {
    #expect(try Endpoint(parsing: "https://h").isTLS)
    #expect(try !Endpoint(parsing: "http://h:443").isTLS && !Endpoint(parsing: "unix:///x").isTLS)
  }
}
