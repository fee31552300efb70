// Http jobs of a running engine against real servers: what is sent, what counts as success, how each failure is
// named, and that limits and stops reach the whole exchange.

import Foundation
import TestSupport
import Testing

@testable import HTTPJobs
@testable import JobCore

@Suite struct HTTPCarrierTests {
  @Test func bodyIsTheResultWithItsHeadBesideIt() async throws {
    let host = try await WebHost { _ in
      WebHost.answer("201 Created", ["X-A: 1", "X-A: 2", "Content-Encoding: br"], "é\0")
    }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/a?b=c#d")))
      #expect(job.state == .succeeded && job.hasResult && job.attempt == 1)
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes == Array("é\0".utf8) && result.source == .http(status: 201))
      let answer = try await bench.queue.detail(job.id).http
      #expect(answer?.status == 201 && answer?.url == host.url("/a?b=c#d"))
      #expect(answer?.headers.filter { $0.name == "X-A" }.map(\.value) == ["1", "2"])
      // Read as often as one likes.
      #expect(try await bench.queue.result(job.id).bytes == result.bytes)
    }
    let request = try #require(host.requests.first)
    #expect(request.method == "GET" && request.path == "/a?b=c")
    #expect(request.headers["accept-encoding"] == nil && request.headers["user-agent"] == "jobd")
  }

  @Test func emptyBodyIsAnEmptyResult() async throws {
    let host = try await WebHost { _ in [.send("HTTP/1.1 204 No Content\r\n\r\n")] }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/")))
      #expect(job.state == .succeeded && job.hasResult)
      #expect(try await bench.queue.result(job.id).bytes == [])
    }
  }

  /// What `Content-Length` says there is the length of another answer.
  @Test func answersWithoutABodyHaveNoneWhateverTheirLengthSays() async throws {
    let host = try await WebHost { request in
      let status = request.path == "/head" ? "200 OK" : request.path == "/304" ? "304 Not Modified" : "204 No Content"
      return [.send("HTTP/1.1 \(status)\r\nContent-Length: 5000000000\r\n\r\n")]
    }
    try await EngineBench.run { bench async throws in
      for (path, method) in [("/head", "HEAD"), ("/head", "head"), ("/304", "GET"), ("/204", "GET")] {
        var work = HTTPWork(url: host.url(path))
        work.method = method
        work.expectStatus = [200...399]
        let job = try await bench.finish(NewJob(.http(work)))
        #expect(job.state == .succeeded && job.hasResult, "\(method) \(path): \(job)")
        #expect(try await bench.queue.result(job.id).bytes == [])
      }
    }
  }

  @Test func requestIsSentAsItWasSubmitted() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await EngineBench.run { bench async throws in
      var work = HTTPWork(url: host.url("/post"))
      work.body = [0, 255, 10]
      #expect(try await bench.finish(NewJob(.http(work))).state == .succeeded)
      work = HTTPWork(url: host.url("/put"))
      work.method = "put"
      work.headers = ["Content-Type": "application/json", "X-Key": "s3", "idempotency-key": "mine", "Accept": "a/b"]
      work.body = Array("{}".utf8)
      #expect(try await bench.finish(NewJob(.http(work))).state == .succeeded)
    }
    let post = try #require(host.requests("/post").first)
    #expect(post.method == "POST" && post.body == [0, 255, 10])
    #expect(post.headers["content-type"] == "text/plain; charset=utf-8")
    let put = try #require(host.requests("/put").first)
    #expect(put.method == "PUT" && put.body == Array("{}".utf8) && put.headers["x-key"] == "s3")
    #expect(put.headers["content-type"] == "application/json" && put.headers["accept"] == "a/b")
    #expect(put.headers["idempotency-key"] == "mine")
  }

  @Test func urlWithoutAPathAsksForTheRoot() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await EngineBench.run { bench async throws in
      for (rest, path) in [("", "/"), ("?a=b", "/?a=b"), ("#c", "/")] {
        let job = try await bench.finish(.http(host.url(rest)))
        #expect(job.state == .succeeded, "\(rest): \(job)")
        #expect(host.requests.last?.path == path, "\(rest)")
      }
    }
  }

  @Test func keyStaysAndTheAttemptIsCountedOverAttempts() async throws {
    let host = try await WebHost { request in
      WebHost.answer(request.headers["jobd-attempt"] == "3" ? "200 OK" : "500 Not Yet")
    }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/")) { $0.retry = .quick(3) })
      #expect(job.state == .succeeded && job.attempt == 3)
      let other = try await bench.finish(.http(host.url("/other")) { $0.retry = .quick(3) })
      #expect(other.state == .succeeded)
    }
    #expect(host.requests("/").map { $0.headers["jobd-attempt"] } == ["1", "2", "3"])
    let keys = Set(host.requests("/").map { $0.headers["idempotency-key"] })
    #expect(keys.count == 1 && keys.first??.hasPrefix("jobd-") == true && keys.first??.hasSuffix("-1") == true)
    #expect(!keys.contains(host.requests("/other").first?.headers["idempotency-key"]))
  }

  @Test func successIsWhatWasExpected() async throws {
    let host = try await WebHost { request in WebHost.answer("\(request.path.dropFirst()) X", [], "all is well\n") }
    try await EngineBench.run { bench async throws in
      for (path, expected, pattern, isFine) in [
        ("/200", [], nil, true), ("/299", [], nil, true), ("/404", [], nil, false), ("/302", [], nil, false),
        ("/404", [404...404], nil, true), ("/200", [404...404, 500...599], nil, false),
        ("/503", [500...599], nil, true),
        ("/200", [], "is well$", true), ("/200", [], "^well", false), ("/404", [404...404], "well", true),
      ] as [(String, [ClosedRange<Int>], String?, Bool)] {
        let job = try await bench.finish(
          .http(host.url(path)) { job in
            guard case .http(var work) = job.work else { return }
            work.expectStatus = expected
            work.expectBody = pattern
            job.work = .http(work)
          })
        #expect((job.state == .succeeded) == isFine, "\(path) \(expected) \(pattern ?? "")")
        if !isFine {
          #expect(job.reason == .http && job.failure?.code == (pattern == nil ? "status" : "body"))
          #expect(job.failure?.message.contains("all is well") == true)
        }
      }
    }
  }

  @Test func eachWayToFailHasItsName() async throws {
    let host = try await WebHost { request in
      switch request.path {
      case "/garbage": return [.send("220 smtp.example ESMTP\r\n\r\n"), .close]
      case "/huge": return [.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"), .flood([1, 2, 3])]
      case "/long": return [.send("HTTP/1.1 200 OK\r\n\r\n"), .flood([UInt8](repeating: 7, count: 65_536))]
      case "/short": return [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .close]
      default: return [.close]
      }
    }
    let secret = try await WebHost(tls: try TestCertificate()) { _ in WebHost.answer() }
    try await EngineBench.run { bench async throws in
      let most = "the answer has more than \(Limits.resultBytesMax) bytes"
      for (url, code, words) in [
        ("http://127.0.0.1:1/", "connect", "Connection refused"),
        ("http://name.invalid/", "dns", "cannot resolve name.invalid"),
        (host.url("/garbage"), "body", "what it answered is not HTTP"),
        (host.url("/huge"), "body", most), (host.url("/long"), "body", most),
        (host.url("/short"), "body", "what it answered is not HTTP: stream ended at an unexpected time"),
        (host.url("/nothing"), "connect", "closed the connection unanswered"),
        (secret.url("/", host: "localhost"), "tls", "its certificate does not fit"),
      ] {
        let job = try await bench.finish(.http(url))
        #expect(job.state == .failed && job.reason == .http && job.failure?.code == code, "\(url): \(job)")
        #expect(job.failure?.message.hasPrefix(words) == true, "\(url): \(job.failure?.message ?? "")")
      }
      #expect(try await bench.finish(.http("http://127.0.0.1:1/") { $0.retry = .quick(3) }).attempt == 3)
    }
  }

  @Test func resultMayBeAsLongAsItsBoundAndNotAByteLonger() async throws {
    let host = try await WebHost { request in
      WebHost.answer("200 OK", [], String(repeating: "x", count: Int(request.path.dropFirst()) ?? 0))
    }
    try await EngineBench.run { bench async throws in
      let bound = Int(Limits.resultBytesMax)
      let job = try await bench.finish(.http(host.url("/\(bound)")))
      #expect(try await bench.queue.result(job.id).bytes.count == bound)
      #expect(try await bench.finish(.http(host.url("/\(bound + 1)"))).failure?.code == "body")
    }
  }

  // MARK: Time

  @Test func drippingBodyEndsByTimeout() async throws {
    let drip = (0..<600).flatMap { _ in [WebHost.Step.wait(milliseconds: 50), .send("x")] }
    let host = try await WebHost { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")] + drip }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/")) { $0.timeoutMicros = 300_000 })
      #expect(job.state == .failed && job.reason == .timeout && job.failure?.code == "timeout")
      try await eventually("the connection outlives its job") { host.open == 0 }
    }
  }

  @Test func serverThatNeverAnswersIsLeftAtTheLimitOrOnRequest() async throws {
    let host = try await WebHost { _ in [] }
    try await EngineBench.run { bench async throws in
      #expect(try await bench.finish(.http(host.url("/")) { $0.timeoutMicros = 200_000 }).reason == .timeout)
      // Grace is for those who have something to clean up.
      let id = try await bench.submit(.http(host.url("/cancelled")) { $0.graceMicros = 60_000_000 })
      try await eventually { host.requests("/cancelled").count == 1 }
      let begun = ContinuousClock.now
      _ = try await bench.queue.cancel(id, CancelOptions())
      #expect(try await bench.end(of: id).state == .cancelled)
      #expect(ContinuousClock.now - begun < .seconds(20))
      try await eventually { host.open == 0 }
    }
  }

  @Test func stopOfTheDaemonCostsNoAttempt() async throws {
    let host = try await WebHost { _ in [] }
    let scratch = try TemporaryDirectory()
    try await EngineBench.run(in: scratch) { bench async throws in
      _ = try await bench.submit(.http(host.url("/")))
      try await eventually { host.requests.count == 1 }
    }
    let bench = try await EngineBench.open(scratch)
    let job = try await bench.queue.job(JobID(1))
    #expect(job.state == .queued && job.attempt == 0)
    await bench.queue.close()
  }

  @Test func withoutALimitThereIsOne() {
    #expect(Work.http(HTTPWork(url: "http://x/")).timeoutDefault == 300_000_000)
    #expect(Work.shell("true").timeoutDefault == nil)
    let control = AttemptControl(graceMicros: 0)
    let timer = AttemptTimer(control, timeoutMicros: nil, deadline: nil, timeoutDefault: 7)
    #expect(timer.start() == 7)
    // An edit that takes the limit away brings the default back.
    timer.set(timeoutMicros: nil, deadline: nil)
    timer.end()
  }

  @Test func patternThatOthersTryForHoursHoldsNoThread() async throws {
    let host = try await WebHost { _ in WebHost.answer("200 OK", [], String(repeating: "a", count: 60_000) + "!") }
    try await EngineBench.run { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<4 {
        ids.append(
          try await bench.submit(
            .http(host.url("/")) { job in
              guard case .http(var work) = job.work else { return }
              work.expectBody = "^(a+)+$"
              job.work = .http(work)
            }))
      }
      #expect(try await bench.finish(.noop()).state == .succeeded)
      for id in ids { #expect(try await bench.end(of: id).failure?.code == "body") }
    }
  }

  // MARK: Connections

  @Test func staleConnectionIsNoFailureOfWhatMayBeAskedTwice() async throws {
    let host = try await WebHost { request in
      // Each connection serves once, and closes at the second request.
      request.place == 1 ? WebHost.answer("200 OK", [], "\(request.connection)") : [.close]
    }
    try await EngineBench.run { bench async throws in
      #expect(try await bench.finish(.http(host.url("/"))).state == .succeeded)
      #expect(try await bench.finish(.http(host.url("/"))).state == .succeeded)
      #expect(host.requests.count == 3)
      let post = try await bench.finish(
        .http(host.url("/post")) { job in
          guard case .http(var work) = job.work else { return }
          work.body = [1]
          job.work = .http(work)
        })
      #expect(post.failure?.code == "connect" && host.requests("/post").count == 1)
    }
  }

  @Test func manySlowCallsToOneHostSucceed() async throws {
    let host = try await WebHost { _ in [.wait(milliseconds: 500)] + WebHost.answer() }
    try await EngineBench.run {
      $0.slots = 40
    } _: { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<40 { ids.append(try await bench.submit(.http(host.url("/")))) }
      for id in ids { #expect(try await bench.end(of: id).state == .succeeded) }
      #expect(host.mostOpen > 10)
    }
  }

  /// asyncio's gather of ten slow sites: together they take as long as the slowest, and the order is that of the batch.
  @Test func slowSitesOfABatchAreAskedAtOnceAndAnswerInItsOrder() async throws {
    let asked = Noted(0)
    var hosts: [WebHost] = []
    for number in 0..<10 {
      hosts.append(
        try await WebHost { _ in
          asked.change { $0 += 1 }
          // None answers before all are asked, so one after the other none ever would. The first one is the slowest.
          return [.when { asked.value == 10 }, .wait(milliseconds: Int64(300 - 20 * number))]
            + WebHost.answer("200 OK", [], "\(number)")
        })
    }
    try await EngineBench.run {
      $0.slots = 10
    } _: { bench async throws in
      let jobs = hosts.map { NewJob.http($0.url("/")) }
      guard case .created(let batch, let ids) = try await bench.queue.createBatch(NewBatch(jobs: jobs)) else {
        throw Unexpected(what: "no batch")
      }
      let ended = try await bench.queue.wait(batch.id, until: .all, timeoutMicros: 60_000_000)
      #expect(ended.counts[.succeeded] == 10)
      let results = try await bench.queue.batchResults(batch.id, limit: 10, after: nil).entries
      #expect(results.map(\.job.id) == ids)
      let bodies = results.map { String(decoding: $0.result?.bytes ?? [], as: UTF8.self) }
      #expect(bodies == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
  func privateAddressIsRefusedWhereTheSettingSaysSo(_ name: String) async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await EngineBench.run(refusesPrivateAddresses: true) { bench async throws in
      let job = try await bench.finish(.http(host.url("/", host: name)))
      #expect(job.failure?.code == "connect" && job.failure?.message.contains("private") == true, "\(job)")
    }
    #expect(host.connections == 0)
  }

  // MARK: What others see of it

  @Test func followUpGetsTheBody() async throws {
    let host = try await WebHost { _ in WebHost.answer("200 OK", [], "from the web") }
    try await EngineBench.run { bench async throws in
      let parent = try await bench.submit(.http(host.url("/")))
      let output = try await bench.shell("cat $JOBD_PARENT_1_RESULT") {
        $0.after = [Dependency(.job(parent), on: .success)]
      }
      #expect(output == "from the web")
    }
  }

  @Test func requestIsStoredAsItWasGiven() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await EngineBench.run { bench async throws in
      for body in [nil, Array("text \"é\"".utf8), [0, 255, 254]] as [[UInt8]?] {
        var work = HTTPWork(url: host.url("/"))
        work.method = "POST"
        work.headers = ["X-A": "1"]
        work.body = body
        work.expectStatus = [200...204, 404...404]
        work.expectBody = "^$|x"
        work.redirectsMax = 3
        let job = try await bench.finish(NewJob(.http(work)))
        #expect(try await bench.queue.detail(job.id).spec.work == .http(work))
      }
    }
  }
}
