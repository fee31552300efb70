// placeholder body follows

public struct HandlerRegistry: Sendable {
  public static var builtIn: HandlerRegistry { HandlerRegistry() }
}
