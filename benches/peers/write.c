/* The floor: a program that knows nothing and only writes the bytes that svcc writes for N apps. */
#include <stdio.h>
#include <stdlib.h>

static void service(const char *name, const char *suffix, const char *extra, const char *target, int port) {
    printf("apiVersion: v1\nkind: Service\nmetadata:\n  name: %s%s\n  namespace: shop\nspec:\n%s"
           "  selector:\n    app: %s\n  ports:\n  - name: %s\n    port: %d\n    targetPort: %s\n",
           name, suffix, extra, name, target, port, target);
}

int main(int count, char **arguments) {
    static const char *levels[] = {"debug", "info", "warn", "error"};
    static const char *cpu[][2] = {{"100m", "500m"}, {"250m", "\"1\""}, {"50m", "200m"}};
    static const char *memory[][2] = {{"128Mi", "256Mi"}, {"256Mi", "512Mi"}, {"64Mi", "128Mi"}};
    static char buffer[1 << 20];
    int apps = count > 1 ? atoi(arguments[1]) : 1;
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (int at = 0; at < apps; at++) {
        char name[16];
        snprintf(name, sizeof name, "app-%05d", at);
        printf("%sapiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %s\n  namespace: shop\nspec:\n  replicas: %d\n"
               "  selector:\n    matchLabels:\n      app: %s\n  template:\n    metadata:\n      labels:\n        app: %s\n"
               "    spec:\n      containers:\n      - name: %s\n        image: registry.example.com/shop/%s:1.%d.%d\n"
               "        ports:\n        - name: http\n          containerPort: 8080\n        - name: metrics\n"
               "          containerPort: 9090\n        env:\n        - name: REGION\n          value: eu-central-1\n"
               "        - name: LOG_FORMAT\n          value: json\n        - name: LOG_LEVEL\n          value: %s\n"
               "        - name: UPSTREAM\n          value: http://app-%05d:80\n        resources:\n          requests:\n"
               "            cpu: %s\n            memory: %s\n          limits:\n            cpu: %s\n            memory: %s\n"
               "        readinessProbe:\n          httpGet:\n            path: /healthz\n            port: http\n"
               "          periodSeconds: 5\n---\n",
               at ? "---\n" : "", name, 2 + at % 4, name, name, name, name, at % 20, at % 7, levels[at % 4],
               (at + 1) % apps, cpu[at % 3][0], memory[at % 3][0], cpu[at % 3][1], memory[at % 3][1]);
        service(name, "", "", "http", 80);
        if (at % 10 == 0) {
            printf("---\n");
            service(name, "-public", "  type: LoadBalancer\n", "http", 443);
            printf("---\n");
            service(name, "-pods", "  clusterIP: None\n", "metrics", 9090);
        }
    }
    return 0;
}
