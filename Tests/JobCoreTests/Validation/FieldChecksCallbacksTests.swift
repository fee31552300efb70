// Callbacks that can never be called are refused when they are submitted.

import Testing

@testable import JobCore

@Suite struct FieldChecksCallbacksTests {
  private func faults(_ callbacks: [Callback]) -> [String] {
    var check = FieldChecks()
    check.callbacks(callbacks)
    return check.faults.map(\.field)
  }

  @Test(arguments: [
    "file:///etc/passwd", "ftp://example.com/", "example.com", "http://", "http:///path", "https://u:p@example.com/",
    "http://example.com:0/", "http://example.com:70000/", "http://ex%61mple.com/", "javascript:alert(1)", "",
    "unix:///run/x.sock", "http+unix://%2Frun%2Fx/", "http://example.com/a b", "http://example.com/a?b= c",
    " http://example.com/", "http://example.com/\n", "http://example.com/\r\nX: y", "http://example.com/\u{1}",
    "http://example.com/\u{7F}", "http://example.com/\u{85}", "http://example.com/\u{202E}",
  ]) func urlThatCannotBeCalledIsRefused(_ url: String) {
    #expect(faults([Callback(.url(url))]) == ["callbacks[0].url"], "\(url)")
  }

  @Test(arguments: [
    "http://127.0.0.1:8080/hook", "https://example.com/a?b=c", "http://[::1]:80/", "HTTP://Example.COM",
    "http://localhost",
  ]) func usualURLIsTaken(_ url: String) {
    #expect(faults([Callback(.url(url))]).isEmpty, "\(url)")
  }

  @Test func boundsHold() {
    #expect(faults([Callback(.url("http://a/" + String(repeating: "x", count: 2_048)))]) == ["callbacks[0].url"])
    #expect(faults([Callback(.command([]))]) == ["callbacks[0].argv"])
    #expect(faults([Callback(.command(["a\0b"]))]).count == 1)
    let many = [Callback](repeating: Callback(.command(["true"])), count: Limits.callbacksMax)
    #expect(faults(many).isEmpty)
    #expect(faults(many + many) == ["callbacks"])
  }
}
