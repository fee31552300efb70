// The contracts against the routes: all are there, take what they say, and read their queries as they say.

import JobWire
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct RouteContractsTests {
  private static func routes(_ daemon: TestDaemon) -> [Route] {
    let facts = FrontFacts(version: "0", isDebug: false, registry: daemon.front.registry)
    return RouteTable.routes(JobDesk(queue: daemon.queue, front: facts))
  }

  private static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }

  @Test func everyRouteHasAContractAndEveryContractARoute() async throws {
    try await withDaemon { daemon in
      let routes = Self.routes(daemon).map(Self.name).sorted()
      #expect(routes == RouteContracts.all.map(\.route).sorted())
      for route in Self.routes(daemon) {
        let contract = try #require(RouteContracts.of(route))
        let takesType = [.json, .optionalJSON, .jsonOrLines, .lines].contains(route.body)
        #expect((contract.takes != nil) == takesType, "\(Self.name(route))")
        #expect(!contract.answers.isEmpty, "\(Self.name(route))")
      }
    }
  }

  /// A body in which everything is wrong is told all that its type finds wrong.
  @Test func everyRouteReadsTheTypeOfItsContract() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for route in Self.routes(daemon) {
        guard let type = RouteContracts.of(route)?.takes else { continue }
        let wrong = type.shape.fields.map { JSONMember(name: $0.name, value: .array([.object([])])) }
        let body = JSONValue.object(wrong + [JSONMember(name: "unheard_of", value: .bool(true))])
        guard case .fields(let expected)? = Self.fault(of: body, as: type) else {
          Issue.record("\(type) finds nothing wrong with a body that is")
          continue
        }
        let isLines = route.body == .lines
        let answer = try await client.send(
          route.method.rawValue, Self.path(route), body: String(decoding: body.jsonBytes(), as: UTF8.self),
          type: isLines ? "application/x-ndjson" : "application/json")
        #expect(answer.status == 400, "\(Self.name(route))")
        #expect(answer.fields.sorted() == expected.map(\.field).sorted(), "\(Self.name(route))")
      }
      client.raw.close()
    }
  }

  /// What a route wants to be given beside a parameter.
  private static func rest(_ route: Route, besides parameter: String) -> String {
    switch route.path {
    // Some belong to results alone.
    case "/v1/batches/{id}" where parameter != "results": "&results=true"
    case WirePaths.search where parameter != "q": "&q=a"
    default: ""
    }
  }

  @Test func everyParameterIsReadAsItIsDescribed() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for route in Self.routes(daemon) where route.method == .GET || route.path.hasSuffix("/log") {
        for parameter in route.query {
          for wrong in Self.wrong(parameter.shape) {
            let rest = Self.rest(route, besides: parameter.text)
            let target = "\(Self.path(route))?\(parameter.text)=\(wrong)\(rest)"
            let answer = try await client.send(route.method.rawValue, target)
            #expect(answer.status == 400 && answer.fields == [parameter.text], "\(target): \(answer.text)")
          }
        }
      }
      client.raw.close()
    }
  }

  /// What says nothing of its form is a name, a pattern or a cursor.
  @Test func noParameterHasForgottenItsForm() async throws {
    try await withDaemon { daemon in
      for route in Self.routes(daemon) {
        for parameter in route.query {
          guard case .text(nil) = parameter.shape else { continue }
          #expect(["queue", "schedule", "cursor"].contains(parameter.text), "\(Self.name(route)): \(parameter.text)")
        }
      }
    }
  }

  private static func fault(of body: JSONValue, as type: any WireDecodable.Type) -> WireDecodeError? {
    do throws(WireDecodeError) {
      _ = try type.init(json: body)
      return nil
    } catch {
      return error
    }
  }

  /// The path with something of the right form in it.
  private static func path(_ route: Route) -> String {
    route.path.replacing("{id}", with: "1").replacing("{name}", with: "one")
      .replacing("{fence}", with: "1-1-1-0123456789abcdef0123456789abcdef")
  }

  /// Values that the form does not have.
  private static func wrong(_ shape: WireShape) -> [String] {
    switch shape {
    case .integer(let range):
      ["x", "1.5"] + (range.lowerBound == .min ? [] : ["\(range.lowerBound - 1)"])
        + (range.upperBound == .max ? [] : ["\(range.upperBound + 1)"])
    case .word: ["unheard-of"]
    case .boolean: ["yes", "1"]
    case .duration: ["soon", "-1s"]
    case .time: ["today"]
    case .pattern: [""]
    case .text(let bytesMax?): [String(repeating: "n", count: bytesMax + 1)]
    default: []
    }
  }
}
