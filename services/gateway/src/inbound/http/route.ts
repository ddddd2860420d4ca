/** Puts an endpoint on a controller's method. */
import { RequestMapping, RequestMethod } from '@nestjs/common';
import { routePath, type Endpoint } from './endpoint.ts';

const methods = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
} as const;

export const Route = (endpoint: Endpoint): MethodDecorator =>
  RequestMapping({ path: routePath(endpoint.path), method: methods[endpoint.method] });
