// Walks every route × scope × limits × own and foreign things, and the token of a running job, over a real front.

import JobCore
import JobWire
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite(.serialized) struct AuthorityTests {
  private func withWorld(_ body: (inout AccessWorld, [Route]) async throws -> Void) async throws {
    // One who may stop the daemon would end the test.
    try await withDaemon(
      slots: 16, stopper: { _ in },
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate(Asker.all.map(\.line).joined(), to: "\(directory)/tokens")
      }, engine: { config, _ in config.durability = .relaxed }
    ) { daemon in
      let owner = try await daemon.connect()
      let tcp = TestClient(raw: try await daemon.front.connectTCP())
      let front = daemon.front
      var world = try await AccessWorld(owner: owner, tcp: tcp) { try await front.connectTCP() }
      let facts = FrontFacts(version: "0", isDebug: false, registry: daemon.front.registry)
      try await body(&world, RouteTable.routes(JobDesk(queue: daemon.queue, front: facts)))
      _ = try await owner.post("/v1/jobs/\(world.running.id)/cancel", #"{"grace":"0s"}"#)
      for connection in [owner, tcp] { connection.raw.close() }
    }
  }

  @Test func pathsFiguresAndSecretsAreForThoseWhoseRightsSaySo() {
    func sees(_ scopes: [Scope], _ object: AccessObject, _ limits: RealmLimits = RealmLimits()) -> Bool {
      let identity = Identity(name: "token:t", scopes: ScopeSet(scopes.map { ScopeSet($0) }), limits: limits)
      return Authority.decide(identity, .read, object) == .allowed
    }
    let (queues, kinds) = (RealmLimits(queues: ["q"]), RealmLimits(kinds: [.exec]))
    #expect(sees([.read], .allJobs) && sees([.admin], .allJobs))
    #expect(!sees([.read], .machine) && !sees([.read, .submit, .work], .machine) && sees([.admin], .machine))
    #expect(!sees([.read], .secretURLs) && !sees([.read, .work], .secretURLs))
    #expect(sees([.read, .submit], .secretURLs) && sees([.admin], .secretURLs))
    for limits in [queues, kinds] {
      #expect(!sees([.admin], .allJobs, limits) && !sees([.admin], .machine, limits))
      #expect(sees([.admin], .secretURLs, limits) && !sees([.read], .secretURLs, limits))
    }
    #expect(sees([.read], .allJobsOfQueue("q"), queues) && !sees([.read], .allJobsOfQueue("r"), queues))
    #expect(!sees([.read], .allJobsOfQueue("q"), kinds) && sees([.read], .allJobsOfQueue("r")))
    #expect(!sees([.read, .submit, .work], .callbacksOfQueue("q")) && sees([.admin], .callbacksOfQueue("q")))
    #expect(sees([.admin], .callbacksOfQueue("q"), queues) && !sees([.admin], .callbacksOfQueue("r"), queues))
    #expect(!sees([.admin], .callbacksOfQueue("q"), kinds))
  }

  @Test func everyRouteIsInTheTable() async throws {
    try await withWorld { _, routes in
      let router = Router(routes)
      let routed = Set(routes.map { "\($0.method) \($0.path)" })
      var tabled: Set<String> = []
      for row in AccessTable.rows {
        let path = row.filled("1").target.replacing("$mine", with: "1").prefix { $0 != "?" }
        guard case .found(let match) = router.match(HTTPMethod(rawValue: row.method), path: String(path)) else {
          Issue.record("\(row.route) is in the table, and no route")
          continue
        }
        tabled.insert("\(match.route.method) \(match.route.path)")
        #expect(
          match.route.verb.scope == row.routeScope ?? row.scope, "\(row.route) takes another scope than the table says")
        if row.isForJobs { #expect(match.route.verb.isForJobs, "\(row.route)") }
      }
      #expect(routed.subtracting(tabled).sorted() == [], "routes without a row that says who may")
    }
  }

  @Test func scopesAndLimitsHoldOnEveryRoute() async throws {
    try await withWorld { world, _ in
      for row in AccessTable.rows {
        for asker in Asker.all { try await check(row, asker, world) }
        guard row.scope != nil else { continue }
        let stranger = try await world.ask(row, about: name(row, AccessWorld.own, world) ?? "1", as: nil)
        #expect(stranger.status == 401, "\(row.route) without a token")
      }
    }
  }

  private func check(_ row: AccessRow, _ asker: Asker, _ world: AccessWorld) async throws {
    try await world.restore()
    let mayAsk = row.scope.map { asker.scope == $0 || asker.scope == .admin } ?? true
    let own = try #require(name(row, AccessWorld.own, world))
    let answer = try await world.ask(row, about: own, as: asker.token)
    let what = "\(row.method) \(row.filled(own)) as \(asker): \(answer.status) \(answer.text)"
    guard mayAsk else {
      #expect(answer.status == 403, "\(what)")
      try await expectRefusalOfAll(row, asker, world)
      return
    }
    if asker.limits != .none, row.foreign == .refused {
      #expect(answer.status == 403, "\(what)")
    } else if asker.limits == .kinds, row.object == .queue, row.scope == .admin, row.method != "GET",
      row.foreign == .hidden
    {
      // A queue holds jobs of all kinds.
      #expect(answer.status == 403, "\(what)")
    } else {
      // A job that is not external is told so by the engine, to whom it may be told.
      let isRefused = answer.status == 400 && !answer.text.contains("is not external")
      #expect(!isRefused && ![401, 403, 404, 405, 415, 500].contains(answer.status), "\(what)")
    }
    guard let secret = asker.secret else { return }
    #expect(!answer.text.contains(secret), "\(what)")
    guard let foreign = name(row, secret, world) else { return }
    try await checkForeign(row, foreign, asker, world)
  }

  /// What is not within its limits.
  private func checkForeign(_ row: AccessRow, _ name: String, _ asker: Asker, _ world: AccessWorld) async throws {
    let answer = try await world.ask(row, about: name, as: asker.token)
    let what = "\(row.method) \(row.filled(name)) of others as \(asker): \(answer.status) \(answer.text)"
    switch row.foreign {
    case .hidden: #expect(answer.status == 404, "\(what)")
    case .forbidden, .refused: #expect(answer.status == 403, "\(what)")
    case .silent, .nothing: #expect(answer.status == 200, "\(what)")
    }
    // The same as for what is not there, but for the name that was given.
    guard let missing = self.name(row, AccessWorld.missing, world) else { return }
    let other = try await world.ask(row, about: missing, as: asker.token)
    #expect(answer.status == other.status, "\(what), and for what is not there: \(other.status) \(other.text)")
    #expect(
      unnamed(answer.text, name) == unnamed(other.text, missing),
      "\(what), and for what is not there: \(other.text)")
  }

  /// Who lacks the scope is told so, and nothing of what is there.
  private func expectRefusalOfAll(_ row: AccessRow, _ asker: Asker, _ world: AccessWorld) async throws {
    var texts: Set<String> = []
    for kind in [AccessWorld.own, "secret", "hidden", AccessWorld.missing] {
      guard let name = name(row, kind, world) else { continue }
      let answer = try await world.ask(row, about: name, as: asker.token)
      #expect(answer.status == 403, "\(row.route) as \(asker)")
      texts.insert(answer.text)
    }
    #expect(texts.count <= 1, "\(row.route) as \(asker): \(texts)")
  }

  @Test func runningJobReachesItselfOnly() async throws {
    try await withWorld { world, _ in
      for row in AccessTable.rows where row.scope != nil {
        try await world.restore()
        let itself = row.object == .job ? "\(world.running.id)" : name(row, AccessWorld.own, world) ?? "1"
        let answer = try await world.ask(row, about: itself, as: world.running.token)
        let what = "\(row.method) \(row.filled(itself)): \(answer.status) \(answer.text)"
        if row.isForJobs {
          #expect((200..<300).contains(answer.status), "\(what)")
        } else {
          #expect(answer.status == 403, "\(what)")
        }
        guard row.object == .job else { continue }
        var texts: Set<String> = []
        for kind in [AccessWorld.own, "secret", "hidden", AccessWorld.missing] {
          guard let name = name(row, kind, world) else { continue }
          let answer = try await world.ask(row, about: name, as: world.running.token)
          // What it may ask about itself, it may ask: others are not there. What they name, they may not.
          let expected = row.isForJobs && row.foreign == .hidden ? 404 : 403
          #expect(answer.status == expected, "\(row.method) \(row.filled(name)): \(answer.status)")
          texts.insert(unnamed(answer.text, name))
        }
        #expect(texts.count == 1, "\(row.route): \(texts)")
      }
    }
  }

  private func name(_ row: AccessRow, _ kind: String, _ world: AccessWorld) -> String? {
    row.object == .none ? kind == AccessWorld.own ? "" : nil : world.names[kind]?[row.object]
  }

  /// The text without the name, and without the id of its job where it has one.
  private func unnamed(_ text: String, _ name: String) -> String {
    let job = Int64(name.prefix { $0 != "-" }) == nil ? "?" : name.prefix { $0 != "-" }
    let text = Int64(name) == nil ? text.replacing(name, with: "?") : text
    var words: [Substring] = []
    var rest = text[...]
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber }
      words.append(number == job ? "?" : number)
      let other = rest.dropFirst(number.count).prefix { !$0.isNumber }
      words.append(other)
      rest = rest.dropFirst(number.count + other.count)
    }
    return words.joined()
  }
}
