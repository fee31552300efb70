// A look into a job's output as the daemon is asked for it.

import Testing

@testable import JobClient

@Suite struct LogRequestTests {
  private func query(_ request: LogRequest) -> [String] {
    request.queryItems.map { "\($0.name)=\($0.value)" }
  }

  @Test func whatIsNotSaidIsNotAsked() {
    #expect(query(LogRequest()) == ["stream=stdout"])
    #expect(query(LogRequest(stream: .stderr)) == ["stream=stderr"])
  }

  @Test func allThatIsSaidIsAsked() {
    let all = LogRequest(stream: .stderr, attempt: 2, offset: 0, limit: 10, tail: 0, follow: true)
    #expect(query(all) == ["stream=stderr", "attempt=2", "offset=0", "limit=10", "tail=0", "follow=true"])
  }

  @Test func eachIsAskedByItself() {
    #expect(query(LogRequest(attempt: 1)) == ["stream=stdout", "attempt=1"])
    #expect(query(LogRequest(offset: 5)) == ["stream=stdout", "offset=5"])
    #expect(query(LogRequest(limit: 5)) == ["stream=stdout", "limit=5"])
    #expect(query(LogRequest(tail: 5)) == ["stream=stdout", "tail=5"])
    #expect(query(LogRequest(follow: true)) == ["stream=stdout", "follow=true"])
  }
}
