// Look-ups: shared, kept, bounded in threads, and given up as soon as nobody waits.

import Glibc
import Synchronization
import TestSupport
import Testing

@testable import JobCore
@testable import Outbound

@Suite struct HostLookupTests {
  /// A resolver that answers when it is told to, and counts who asks.
  private final class Resolver: Sendable {
    private let asked = Mutex<[String]>([])
    private let isOpen = Atomic<Bool>(true)
    private let running = Mutex((now: 0, most: 0))

    init(isOpen: Bool = true) { self.isOpen.store(isOpen, ordering: .sequentiallyConsistent) }

    var names: [String] { asked.withLock { $0 } }
    var most: Int { running.withLock { $0.most } }

    func open() { isOpen.store(true, ordering: .sequentiallyConsistent) }

    func resolve(_ host: String) -> HostLookup.Answer {
      asked.withLock { $0.append(host) }
      running.withLock { count in
        count.now += 1
        count.most = max(count.most, count.now)
      }
      defer { running.withLock { $0.now -= 1 } }
      // Safe: a thread of the look-up's own, which stands for a slow name server.
      while !isOpen.load(ordering: .sequentiallyConsistent) { sched_yield() }
      return host == "none" ? .failure(LookupFailure(reason: "no")) : .success(HostAddresses(bytes: [[8, 8, 8, 8]]))
    }
  }

  @Test func answerIsKeptForHalfAMinuteAndAFailureIsNot() async throws {
    let resolver = Resolver()
    let start = ContinuousClock.now
    let passed = Atomic<Int>(0)
    let lookup = HostLookup(resolve: resolver.resolve) {
      start + .seconds(passed.load(ordering: .sequentiallyConsistent))
    }
    for _ in 0..<3 {
      let answer = await lookup.addresses(of: "Example.com")
      #expect(try answer.get().bytes == [[8, 8, 8, 8]])
    }
    #expect(resolver.names == ["example.com"])
    passed.store(29, ordering: .sequentiallyConsistent)
    _ = await lookup.addresses(of: "example.com")
    #expect(resolver.names.count == 1)
    passed.store(31, ordering: .sequentiallyConsistent)
    _ = await lookup.addresses(of: "example.com")
    #expect(resolver.names.count == 2)
    for _ in 0..<2 {
      let answer = await lookup.addresses(of: "none")
      #expect(throws: LookupFailure.self) { try answer.get() }
    }
    #expect(resolver.names.filter { $0 == "none" }.count == 2)
  }

  @Test func manyWhoAskForOneNameShareOneLookUp() async throws {
    let resolver = Resolver(isOpen: false)
    let lookup = HostLookup(resolve: resolver.resolve)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 { group.addTask { _ = try await lookup.addresses(of: "one").get() } }
      try await eventually { lookup.load.waiters == 50 }
      resolver.open()
      try await group.waitForAll()
    }
    #expect(resolver.names == ["one"])
  }

  @Test func slowNamesTakeNoMoreThreadsThanAllowed() async throws {
    let resolver = Resolver(isOpen: false)
    let lookup = HostLookup(resolve: resolver.resolve)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<100 { group.addTask { _ = try await lookup.addresses(of: "n\(number)").get() } }
      try await eventually { lookup.load.waiters == 100 }
      resolver.open()
      try await group.waitForAll()
    }
    #expect(resolver.most <= Limits.lookupThreadsMax && resolver.names.count == 100)
    try await eventually("threads outlive the work") { lookup.load.threads == 0 }
  }

  @Test func tooManyNamesAreRefused() async throws {
    let resolver = Resolver(isOpen: false)
    let lookup = HostLookup(resolve: resolver.resolve)
    let room = Limits.lookupThreadsMax + Limits.lookupsWaitingMax
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<Limits.lookupThreadsMax { group.addTask { _ = await lookup.addresses(of: "t\(number)") } }
      // Only those that no thread has taken count as waiting.
      while resolver.names.count < Limits.lookupThreadsMax { await Task.yield() }
      for number in 0..<Limits.lookupsWaitingMax { group.addTask { _ = await lookup.addresses(of: "n\(number)") } }
      while lookup.load.waiters < room { await Task.yield() }
      let late = await lookup.addresses(of: "late")
      #expect(throws: LookupFailure.self) { try late.get() }
      resolver.open()
    }
  }

  @Test func cancelledLookUpAnswersAtOnceAndIsNotMade() async throws {
    let resolver = Resolver(isOpen: false)
    let lookup = HostLookup(resolve: resolver.resolve)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<Limits.lookupThreadsMax { group.addTask { _ = await lookup.addresses(of: "t\(number)") } }
      while resolver.names.count < Limits.lookupThreadsMax { await Task.yield() }
      let early = Task {
        while !Task.isCancelled { await Task.yield() }
        return await lookup.addresses(of: "early")
      }
      early.cancel()
      let cut = await early.value
      #expect(throws: LookupFailure.self) { try cut.get() }
      let queued = Task { await lookup.addresses(of: "queued") }
      while lookup.load.waiters <= Limits.lookupThreadsMax { await Task.yield() }
      queued.cancel()
      let gone = await queued.value
      #expect(throws: LookupFailure.self) { try gone.get() }
      resolver.open()
    }
    #expect(!resolver.names.contains("queued") && !resolver.names.contains("early"))
  }

  @Test func realNameIsFound() async throws {
    let own = await HostLookup().addresses(of: "localhost")
    #expect(try own.get().bytes.allSatisfy(AddressGuard.isPrivate))
    let none = await HostLookup().addresses(of: "name.invalid")
    #expect(throws: LookupFailure.self) { try none.get() }
  }
}
