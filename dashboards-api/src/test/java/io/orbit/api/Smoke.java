package io.orbit.api;
import java.nio.file.*;
public class Smoke { public static void main(String[] a) throws Exception {
  long t0=System.nanoTime();
  try (Rig rig = Rig.start(Files.createTempDirectory("rig"))) {
    System.out.println("up ms " + (System.nanoTime()-t0)/1000000);
    rig.apply("two","a","b");
    String id = rig.run("two");
    System.out.println(rig.until(id,"SUCCEEDED").json().toPrettyString());
    for (String p : new String[]{"/api/v1/runs/"+id+"/events","/api/v1/runs/"+id+"/logs","/api/v1/pipelines","/api/v1/pipelines/default.two","/api/v1/runs","/api/v1/runners","/api/v1/dead-letters","/ready","/schemas/ids/1002","/","/nope","/api/v1/runs/x","/api/v1/runs/"+id+"?at=3","/problems/ORB-1102"})
      { var r=rig.http.get(p); System.out.println(p+" -> "+r.status()+" "+r.type()+" "+r.raw().headers().map().keySet()+"\n   "+r.raw().body().substring(0,Math.min(700,r.raw().body().length()))); }
    var r=rig.http.post("/api/v1/replay","{}"); System.out.println(r.raw().body());
    t0=System.nanoTime();
  }
  System.out.println("closed ms " + (System.nanoTime()-t0)/1000000);
}}
