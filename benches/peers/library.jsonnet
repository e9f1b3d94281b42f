local meta(name) = { name: name, namespace: 'shop' };
local url(name) = 'http://%s:80' % name;
local env(map) = [{ name: key, value: map[key] } for key in std.objectFieldsAll(map)];
local resources(request, limit, memory, most) = {
  requests: { cpu: request, memory: memory },
  limits: { cpu: limit, memory: most },
};
local service(name, app, port, target, spec={}) = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name),
  spec: { selector: { app: app }, ports: [{ name: target, port: port, targetPort: target }] } + spec,
};
local deployment(name, image, replicas, variables, limits) = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta(name),
  spec: {
    replicas: replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{
          name: name,
          image: image,
          ports: [{ name: 'http', containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }],
          env: [{ name: 'REGION', value: 'eu-central-1' }, { name: 'LOG_FORMAT', value: 'json' }] + env(variables),
          resources: limits,
          readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
        }],
      },
    },
  },
};
local web(name, image, replicas, variables, limits, public=false) = [
  deployment(name, image, replicas, variables, limits),
  service(name, name, 80, 'http'),
] + if public then [
  service(name + '-public', name, 443, 'http', { type: 'LoadBalancer' }),
  service(name + '-pods', name, 9090, 'metrics', { clusterIP: 'None' }),
] else [];

