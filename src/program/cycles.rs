//! What leads back to itself: values, templates and files that use one another. Linear in the edges, without recursion.

/// For each node that lies on a cycle, the next one on a way round; `edges[node]` are the nodes that it leads to.
pub fn cycles(edges: &[Vec<usize>]) -> Vec<Option<usize>> {
    let components = components(edges);
    let next = |(from, leads): (usize, &Vec<usize>)| {
        leads
            .iter()
            .copied()
            .find(|to| components[*to] == components[from] && *to != from)
            .or_else(|| leads.contains(&from).then_some(from))
    };
    edges.iter().enumerate().map(next).collect()
}

/// The circles of a graph, each in the order of its way round. Circles that share a node are one mistake: the first of
/// them is given.
pub fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let next = cycles(edges);
    let mut circles = Vec::new();
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut way = Vec::new();
        let mut at = start;
        while let (false, Some(to)) = (seen[at], next[at]) {
            seen[at] = true;
            way.push(at);
            at = to;
        }
        if let Some(from) = way.iter().position(|on_way| *on_way == at) {
            circles.push(way.split_off(from));
        }
    }
    circles
}

/// For each node the number of its strongly connected component: Tarjan's algorithm with its stack spelled out.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut component = vec![UNSEEN; edges.len()];
    // When a node was first seen, and the earliest node that it reaches among those not yet in a component.
    let mut seen = vec![UNSEEN; edges.len()];
    let mut earliest = vec![0; edges.len()];
    let (mut open, mut count, mut clock) = (Vec::new(), 0, 0);
    for start in 0..edges.len() {
        if seen[start] != UNSEEN {
            continue;
        }
        // Nodes on the way from `start`, each with how many of its edges are done.
        let mut way = vec![(start, 0)];
        while let Some((node, done)) = way.last_mut() {
            let node = *node;
            if *done == 0 && seen[node] == UNSEEN {
                (seen[node], earliest[node]) = (clock, clock);
                clock += 1;
                open.push(node);
            }
            if let Some(&to) = edges[node].get(*done) {
                *done += 1;
                if seen[to] == UNSEEN {
                    way.push((to, 0));
                } else if component[to] == UNSEEN {
                    earliest[node] = earliest[node].min(seen[to]);
                }
                continue;
            }
            way.pop();
            if let Some((before, _)) = way.last() {
                earliest[*before] = earliest[*before].min(earliest[node]);
            }
            if earliest[node] == seen[node] {
                while let Some(member) = open.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::cycles;
    use proptest::prelude::*;

    #[test]
    fn what_only_leads_to_a_cycle_is_not_on_it() {
        assert_eq!(cycles(&[vec![1], vec![2], vec![1], vec![]]), [None, Some(2), Some(1), None]);
    }

    #[test]
    fn one_that_leads_to_itself_is_on_a_cycle() {
        assert_eq!(cycles(&[vec![0], vec![0]]), [Some(0), None]);
    }

    #[test]
    fn a_long_way_needs_no_stack() {
        let length = 1_000_000;
        let mut edges: Vec<Vec<usize>> = (1..=length).map(|next| vec![next % length]).collect();
        assert!(cycles(&edges).iter().all(Option::is_some));
        edges[length - 1].clear();
        assert!(cycles(&edges).iter().all(Option::is_none));
    }

    proptest! {
        /// A node is on a cycle exactly if it reaches itself, and its next node leads back to it.
        #[test]
        fn agrees_with_reachability(edges in prop::collection::vec(prop::collection::vec(0usize..8, 0..4), 8)) {
            let reaches = |from: usize, goal: usize| {
                let (mut reached, mut pending) = ([false; 8], edges[from].clone());
                while let Some(node) = pending.pop() {
                    if !std::mem::replace(&mut reached[node], true) {
                        pending.extend(&edges[node]);
                    }
                }
                reached[goal]
            };
            for (node, next) in cycles(&edges).into_iter().enumerate() {
                prop_assert_eq!(next.is_some(), reaches(node, node));
                if let Some(next) = next {
                    prop_assert!(edges[node].contains(&next) && (next == node || reaches(next, node)));
                }
            }
        }
    }
}
