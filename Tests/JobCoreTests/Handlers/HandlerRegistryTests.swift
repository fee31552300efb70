// The handlers of a queue: which there are, where they run, and which were registered twice.

import Testing

@testable import JobCore

@Suite struct HandlerRegistryTests {
  @Test func handlersAreFoundByName() {
    let registry = HandlerRegistry.builtIn.adding(outside: ["thumb"])
    #expect(registry.names == ["echo", "fail", "noop", "sleep", "thumb"])
    #expect(registry.knows("thumb") && registry.isOutside("thumb") && registry.handler("thumb") == nil)
    #expect(registry.knows("noop") && !registry.isOutside("noop") && registry.handler("noop") != nil)
    #expect(!registry.knows("nope") && registry.home(of: "nope") == nil)
  }

  @Test func theRegistryThatIsAddedToStaysAsItWas() {
    let registry = HandlerRegistry()
    _ = registry.adding(outside: ["a"]).adding(pools: ["p"]).lacking([.callbacks])
    #expect(registry.names.isEmpty && registry.lacks.isEmpty && registry.pools == [Lane.threadExecutor])
  }

  @Test func homesSayWhatAQueueNeeds() {
    var registry = HandlerRegistry()
    registry.register("a", on: .process) { _ in nil }
    registry.register("b", on: .thread("gpu")) { _ in nil }
    registry.register("c") { _ in nil }
    #expect(registry.reexecuted == ["a"] && registry.homePools == ["gpu"])
    #expect(registry.registeredTwice.isEmpty)
    registry.register("c") { _ in nil }
    #expect(registry.registeredTwice == ["c"])
  }
}
