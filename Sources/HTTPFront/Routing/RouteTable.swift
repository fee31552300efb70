// placeholder
enum RouteTable { static func routes(_ desk: JobDesk) -> [Route] { [] } }
