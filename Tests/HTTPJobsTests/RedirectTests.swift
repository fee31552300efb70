// Redirects: how many, to where, as what, and with which headers.

import Foundation
import TestSupport
import Testing

@testable import HTTPJobs
@testable import JobCore
@testable import Outbound

@Suite struct RedirectTests {
  private func request(_ url: String, method: String? = nil, body: String? = nil) -> OutgoingRequest {
    var work = HTTPWork(url: url)
    work.method = method
    work.headers = ["Authorization": "Bearer s", "X-Own": "1", "Content-Type": "a/b", "Cookie": "c"]
    work.body = body.map { Array($0.utf8) }
    return OutgoingRequest(work)
  }

  private func followed(_ step: Redirect.Step) -> OutgoingRequest? {
    guard case .follow(let next) = step else { return nil }
    return next
  }

  @Test(arguments: [
    ("/b", "http://x.example/b"), ("b", "http://x.example/dir/b"), ("?q", "http://x.example/dir/a?q"),
    ("//y.example/c", "http://y.example/c"), ("https://x.example/", "https://x.example/"),
    ("../../up", "http://x.example/up"), ("/b#frag", "http://x.example/b#frag"),
  ]) func locationIsReadFromWhereItStands(_ location: String, _ target: String) {
    let step = Redirect.step(request("http://x.example/dir/a"), status: 302, location: location)
    #expect(followed(step)?.url == target)
  }

  @Test(arguments: [
    (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
    (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"), (302, "GET", "GET"),
  ]) func methodIsThatOfFetch(_ status: Int, _ method: String, _ becomes: String) throws {
    let step = Redirect.step(request("http://x.example/", method: method, body: "b"), status: status, location: "/b")
    let next = try #require(followed(step))
    let keepsBody = becomes == method && !(status == 303 && method == "HEAD" && false)
    #expect(next.method == becomes && (next.body != nil) == keepsBody)
    #expect(next.hasHeader("content-type") == keepsBody && next.hasHeader("authorization"))
  }

  @Test(arguments: ["https://x.example/", "http://y.example/", "http://x.example:81/", "//x.example.evil/"])
  func otherOriginGetsNoHeaderOfTheCaller(_ location: String) throws {
    let get = try #require(followed(Redirect.step(request("http://x.example/"), status: 302, location: location)))
    #expect(get.headers.isEmpty)
    let post = Redirect.step(request("http://x.example/", body: "b"), status: 307, location: location)
    // Only what its body is.
    #expect(try #require(followed(post)).headers == ["Content-Type": "a/b"])
  }

  @Test(arguments: ["http://x.example:80/b", "HTTP://X.EXAMPLE/b"]) func sameOriginInOtherWordsIsTheSame(
    _ location: String
  ) throws {
    let next = try #require(followed(Redirect.step(request("http://x.example/"), status: 302, location: location)))
    #expect(next.hasHeader("authorization"))
  }

  @Test(arguments: [
    "ftp://x.example/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://user:pass@x.example/",
    "http://x.example:99999/", "//", "http://x y/", String(repeating: "a", count: 9_000),
  ]) func whatIsNoGoodAddressIsNotFollowed(_ location: String) {
    guard case .refused = Redirect.step(request("http://x.example/"), status: 302, location: location) else {
      Issue.record("\(location.prefix(40)) is followed")
      return
    }
  }

  @Test func httpsDoesNotBecomeHTTP() {
    let step = Redirect.step(request("https://x.example/"), status: 302, location: "http://x.example/")
    #expect(step == .refused("redirects from https to http"))
  }

  @Test(arguments: [200, 300, 304, 305, 306, 309, 400]) func othersAreAnswers(_ status: Int) {
    #expect(Redirect.step(request("http://x.example/"), status: status, location: "/b") == .answer)
    #expect(Redirect.step(request("http://x.example/"), status: 302, location: nil) == .answer)
  }

  // MARK: With real servers

  private func chain() async throws -> WebHost {
    try await WebHost { request in
      let number = Int(request.path.dropFirst()) ?? 0
      return number == 0
        ? WebHost.answer("200 OK", [], "there") : WebHost.answer("302 Found", ["Location: /\(number - 1)"])
    }
  }

  private func job(_ url: String, redirects: Int, _ change: (inout HTTPWork) -> Void = { _ in }) -> NewJob {
    var work = HTTPWork(url: url)
    work.redirectsMax = redirects
    change(&work)
    return NewJob(.http(work))
  }

  @Test func asManyAreFollowedAsWereAskedFor() async throws {
    let host = try await chain()
    try await EngineBench.run { bench async throws in
      for (number, limit, isFine) in [(0, 0, true), (1, 0, false), (3, 3, true), (4, 3, false), (10, 10, true)] {
        let job = try await bench.finish(job(host.url("/\(number)"), redirects: limit))
        #expect((job.state == .succeeded) == isFine, "\(number) redirects, \(limit) followed: \(job)")
        if !isFine { #expect(job.reason == .http && job.failure?.code == "status") }
        let answer = try await bench.queue.detail(job.id).http
        #expect(answer?.status == (isFine ? 200 : 302) && answer?.url == host.url(isFine ? "/0" : "/\(number - limit)"))
      }
      // A redirect that is expected and not followed is a success.
      let expected = try await bench.finish(job(host.url("/1"), redirects: 0) { $0.expectStatus = [302...302] })
      #expect(expected.state == .succeeded)
    }
    #expect(host.connections < 8, "redirects use up connections")
  }

  @Test func endlessRedirectsEnd() async throws {
    let host = try await WebHost { _ in WebHost.answer("301 Moved", ["Location: /again"]) }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(job(host.url("/again"), redirects: 10))
      #expect(job.failure?.code == "status" && job.failure?.message.contains("more than 10 times") == true)
    }
    #expect(host.requests.count == 11)
  }

  @Test func otherServerSeesNoAuthorization() async throws {
    let other = try await WebHost { _ in WebHost.answer("200 OK", [], "other") }
    let target = other.url("/there", host: "localhost")
    let first = try await WebHost { request in
      request.path == "/own"
        ? WebHost.answer("302 Found", ["Location: /hop"]) : WebHost.answer("302 Found", ["Location: \(target)"])
    }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        job(first.url("/own"), redirects: 5) {
          $0.headers = ["Authorization": "Bearer s", "Cookie": "a=b", "X-Own": "1"]
        })
      #expect(job.state == .succeeded)
    }
    #expect(first.requests.allSatisfy { $0.headers["authorization"] == "Bearer s" && $0.headers["x-own"] == "1" })
    let seen = try #require(other.requests.first).headers
    #expect(seen["authorization"] == nil && seen["cookie"] == nil && seen["x-own"] == nil)
  }

  /// This machine stands for the Internet, and 127.0.0.2 for what is private.
  @Test func redirectToAPrivateAddressGetsNoByte() async throws {
    let hidden = try await WebHost(address: "127.0.0.2") { _ in WebHost.answer() }
    let target = hidden.url("/", host: "127.0.0.2")
    let host = try await WebHost { _ in WebHost.answer("302 Found", ["Location: \(target)"]) }
    let client = OutboundClient(
      refusesPrivate: true, connectionsMax: 4, isPrivate: { $0 == [127, 0, 0, 2] })
    let hosts = HostGate(HostHolds(clock: ManualClock()) { _, _ in }, isCounted: false)
    let exchange = HTTPExchange(client: client, hosts: hosts, marks: [])
    var work = HTTPWork(url: host.url("/"))
    work.redirectsMax = 5
    guard case .failed(let fault) = await exchange.run(work) else {
      Issue.record("it was followed")
      return await client.shutdown()
    }
    #expect(fault.phase == .connect && fault.message.contains("private"))
    #expect(host.requests.count == 1 && hidden.connections == 0)
    await client.shutdown()
  }
}
